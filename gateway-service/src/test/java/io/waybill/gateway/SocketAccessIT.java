package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.waybill.gateway.fixture.Browser;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may open a WebSocket, and how it ends with what it was opened with (F-40, F-44). */
@QuarkusTest
@TestProfile(SessionFixture.WithSessions.class)
class SocketAccessIT extends SessionFixture {
    private static final String OURS = "http://127.0.0.1:8080";

    private volatile String target;

    @BeforeEach
    void listen() {
        service.behaveOnSockets(socket -> target = target(socket));
    }

    @AfterEach
    void forget() throws Exception {
        sql("delete from browser_session; delete from event_ticket");
    }

    @Test
    void endsWithTheSessionItWasOpenedIn() throws Exception {
        Browser browser = browser().signIn("alice");
        CompletableFuture<Void> ended = open("", Map.of("Cookie", browser.cookie(), "Origin", OURS));
        CompletableFuture<Void> others =
                open("", Map.of("Cookie", browser().signIn("bob").cookie(), "Origin", OURS));

        browser.post("/auth/logout");

        ended.get(30, TimeUnit.SECONDS);
        assertThat(others).isNotDone();
    }

    @Test
    void endsWhenThePersonIsDisabledThoughNothingIsAskedFor() throws Exception {
        CompletableFuture<Void> ended =
                open("", Map.of("Cookie", browser().signIn("alice").cookie(), "Origin", OURS));
        oidc.disable("alice");
        isDue("alice");

        ended.get(30, TimeUnit.SECONDS);
    }

    @Test
    void endsWhenThePersonsRolesChange() throws Exception {
        CompletableFuture<Void> ended =
                open("", Map.of("Cookie", browser().signIn("alice").cookie(), "Origin", OURS));

        sql("update browser_session set roles = '{user,admin}'");

        ended.get(30, TimeUnit.SECONDS);
    }

    @Test
    void isNotOpenedByAPageOfAnotherSite() throws Exception {
        String cookie = browser().signIn("alice").cookie();

        assertRefused("", Map.of("Cookie", cookie, "Origin", "https://evil.example"), 403);
        assertRefused("", Map.of("Cookie", cookie, "Origin", "null"), 403);
        assertRefused("", Map.of("Cookie", cookie), 403);
    }

    @Test
    void aTicketOpensOneSocketAndIsNotPassedOn() throws Exception {
        JsonObject ticket = ticket(oidc.token("alice"));
        String query = "?ticket=" + ticket.getString("ticket");

        assertThat(open(query, Map.of())).isNotDone();

        await().untilAsserted(() -> assertThat(target).isEqualTo("/api/events alice"));
        assertRefused(query, Map.of(), 401);
        assertRefused("?ticket=" + "A".repeat(43), Map.of(), 401);
        assertThat(read("select count(*) from event_ticket")).isEqualTo("0");
    }

    @Test
    void aTicketRunsOutAndIsKeptAsAHash() throws Exception {
        JsonObject ticket = ticket(oidc.token("alice"));
        assertThat(read("select event_ticket::text from event_ticket")).doesNotContain(ticket.getString("ticket"));

        sql("update event_ticket set expires_at = now()");

        assertRefused("?ticket=" + ticket.getString("ticket"), Map.of(), 401);
    }

    @Test
    void aTicketIsMadeThoughTheDatabaseHasEndedEveryIdleConnection() throws Exception {
        ticket(oidc.token("alice"));
        try (Connection ours = database.getConnection();
                Statement statement = ours.createStatement()) {
            String others = " from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()";
            await().untilAsserted(() -> assertThat(
                            read(statement, "select max(state_change) < clock_timestamp() - interval '1 s'" + others))
                    .isEqualTo("t"));
            assertThat(read(statement, "select bool_and(pg_terminate_backend(pid, 5000))" + others))
                    .isEqualTo("t");

            assertThat(ticket(oidc.token("alice")).getString("ticket")).isNotBlank();
        }
    }

    private static String read(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void aTicketOfASessionEndsWithIt() throws Exception {
        Browser browser = browser().signIn("alice");
        JsonObject used = new JsonObject(browser.post("/api/events/tickets").body());
        JsonObject unused = new JsonObject(browser.post("/api/events/tickets").body());
        CompletableFuture<Void> ended = open("?ticket=" + used.getString("ticket"), Map.of());

        browser.post("/auth/logout");

        ended.get(30, TimeUnit.SECONDS);
        assertRefused("?ticket=" + unused.getString("ticket"), Map.of(), 401);
    }

    /** A credential holds for five seconds at most here. */
    @Test
    void endsWithItsCredentialUnlessItsOwnerProlongsIt() throws Exception {
        JsonObject ticket = ticket(oidc.token("alice"));
        CompletableFuture<Void> staysOpen = open("?ticket=" + ticket.getString("ticket"), Map.of());
        String socket = "/api/events/sockets/" + ticket.getString("socket");
        await().until(() -> prolong(socket, oidc.token("alice")) == 204);
        CompletableFuture<Void> ends = open("", Map.of("Authorization", "Bearer " + oidc.token("alice")));

        assertThat(prolong(socket, oidc.token("mallory"))).isEqualTo(404);
        assertThat(prolong("/api/events/sockets/nonsense", oidc.token("alice"))).isEqualTo(404);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            prolong(socket, oidc.token("alice"));
            return ends.isDone();
        });

        assertThat(staysOpen).isNotDone();
    }

    private int prolong(String socket, String token) throws Exception {
        return send(anonymous(socket).header("Authorization", "Bearer " + token).PUT(BodyPublishers.noBody()))
                .statusCode();
    }

    private JsonObject ticket(String token) throws Exception {
        HttpResponse<String> answer = send(anonymous("/api/events/tickets")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return new JsonObject(answer.body());
    }

    /** What the service was asked for, and by whom as the gateway says. */
    private static String target(ServerWebSocket socket) {
        String token = socket.headers().get("Authorization").split("\\.", -1)[1];
        JsonObject claims = new JsonObject(
                new String(java.util.Base64.getUrlDecoder().decode(token), java.nio.charset.StandardCharsets.UTF_8));
        return socket.uri() + " " + claims.getString("sub");
    }

    private void assertRefused(String query, Map<String, String> headers, int status) {
        assertThatThrownBy(() -> open(query, headers).join())
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                refused.getResponse().statusCode())
                        .isEqualTo(status));
    }

    /** Done when the socket has ended. */
    private CompletableFuture<Void> open(String query, Map<String, String> headers) throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        headers.forEach(builder::header);
        builder.buildAsync(
                        URI.create("ws://" + gateway.getAuthority() + "/api/events" + query), new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                                ended.complete(null);
                                return null;
                            }

                            @Override
                            public void onError(WebSocket socket, Throwable broken) {
                                ended.complete(null);
                            }
                        })
                .get(10, TimeUnit.SECONDS);
        return ended;
    }
}
