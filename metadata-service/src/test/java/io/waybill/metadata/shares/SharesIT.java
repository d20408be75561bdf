package io.waybill.metadata.shares;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static io.waybill.metadata.fixture.Metadata.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.share.ShareToken;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.metadata.fixture.Rows;
import io.waybill.stack.postgres.PostgresServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shares are made, found by their links, guarded, counted and ended (F-28). */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class SharesIT {
    private static final String PASSWORD = "correct horse";

    LocalIssuer issuer;
    PostgresServer postgres;

    private final String owner = newOwner();
    private Metadata metadata;
    private String person;
    private String file;

    @BeforeEach
    void storeSomething() {
        metadata = new Metadata(issuer);
        person = issuer.person(owner);
        file = metadata.committed(upload(owner, "docs/a.txt", ConflictMode.VERSION, "a"));
    }

    @Test
    void aLinkIsToldOnceAndKeptAsAnHmac() {
        Answer made = make("{\"path\":\"docs/a.txt\",\"password\":\"" + PASSWORD + "\"}");
        JsonNode share = made.json();
        ShareToken token = tokenOf(share);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).contains("no-store");
        assertThat(share.path("fileId").asText()).isEqualTo(file);
        assertThat(share.path("password").asBoolean()).isTrue();
        assertThat(list("").body())
                .contains(share.path("id").asText(), "\"active\":true")
                .doesNotContain(token.text());
        assertThat(Rows.column(postgres, "select row_to_json(s)::text from share s where id = '" + id(share) + "'"))
                .hasSize(1)
                .allSatisfy(row -> assertThat(row)
                        .contains("$argon2id$")
                        .doesNotContain(token.text(), token.digest().hex(), PASSWORD));
    }

    @Test
    void theGatewayLearnsWhatIsSharedAndFollowsTheFile() {
        JsonNode share = make("{\"path\":\"docs/a.txt\",\"maxDownloads\":3}").json();

        JsonNode found = find(tokenOf(share)).json();
        move("docs/moved.txt");
        JsonNode moved = find(tokenOf(share)).json();

        assertThat(found.path("owner").asText()).isEqualTo(owner);
        assertThat(found.path("fileId").asText()).isEqualTo(file);
        assertThat(found.path("path").asText()).isEqualTo("docs/a.txt");
        assertThat(found.path("passwordEpoch").asInt()).isZero();
        assertThat(found.path("maxDownloads").asInt()).isEqualTo(3);
        assertThat(moved.path("path").asText()).isEqualTo("docs/moved.txt");
        assertThat(metadata.post("/internal/shares/find", question(tokenOf(share)), person)
                        .status())
                .isEqualTo(404);
        assertThat(metadata.delete("/api/files/" + file, owner).status()).isEqualTo(204);
        assertThat(find(tokenOf(share)).problemCode()).isEqualTo("not_found");
        assertThat(metadata.post("/api/trash/" + file + "/restore", null, person)
                        .status())
                .isEqualTo(200);
        assertThat(find(tokenOf(share)).status()).isEqualTo(200);
    }

    @Test
    void whatIsNoShareIsRefused() {
        for (String wrong : List.of(
                "{}",
                "{\"path\":\"docs/../a.txt\"}",
                "{\"path\":\"/\"}",
                "{\"path\":\"docs/a.txt\",\"access\":\"all\"}",
                "{\"path\":\"docs/a.txt\",\"expiresInDays\":0}",
                "{\"path\":\"docs/a.txt\",\"expiresInDays\":366}",
                "{\"path\":\"docs/a.txt\",\"maxDownloads\":0}",
                "{\"path\":\"docs/a.txt\",\"password\":\"short\"}",
                "{\"path\":\"docs/a.txt\",\"access\":\"upload\"}",
                "{\"path\":\"docs/\",\"access\":\"upload\",\"maxDownloads\":1}",
                "{\"path\":\"docs/\",\"access\":\"upload\",\"maxBytes\":0}",
                "{\"path\":\"docs/\",\"access\":\"download\",\"maxBytes\":1}",
                "{\"path\":\"docs/a.txt\",\"access\":\"preview\",\"maxDownloads\":1}",
                "{\"path\":\"docs/a.txt\",\"access\":\"read\"}",
                "{\"path\":\"docs/a.txt\",\"grantee\":\"bob\",\"access\":\"download\"}",
                "{\"path\":\"docs/a.txt\",\"grantee\":\"bob\",\"password\":\"correct horse\"}",
                "{\"path\":\"docs/a.txt\",\"grantee\":\"bob\",\"maxDownloads\":1}",
                "{\"path\":\"docs/a.txt\",\"grantee\":\" \"}",
                "{\"path\":\"docs/a.txt\",\"grantee\":\"" + owner + "\"}",
                "{\"path\":\"docs/a.txt\",\"password\":\"" + "x".repeat(201) + "\"}")) {
            assertThat(make(wrong).status()).as(wrong).isEqualTo(400);
        }
        for (String missing : List.of("docs/b.txt", "docs", "empty/")) {
            assertThat(make("{\"path\":\"" + missing + "\"}").problemCode()).isEqualTo("not_found");
        }
        assertThat(make("{\"path\":\"docs/a.txt\"}", issuer.person(newOwner())).problemCode())
                .isEqualTo("not_found");
        String key = issuer.key(owner, "AAAAAAAAAAAA", "docs/", "read", "write");
        assertThat(make("{\"path\":\"docs/a.txt\"}", key).problemCode()).isEqualTo("insufficient_scope");
    }

    @Test
    void aDropBoxMayBeEmptyAndHasNoDownloads() {
        Answer made = make("{\"path\":\"inbox/\",\"access\":\"upload\",\"maxBytes\":1000}");

        JsonNode found = find(tokenOf(made.json())).json();

        assertThat(made.status()).isEqualTo(201);
        assertThat(found.path("access").asText()).isEqualTo("upload");
        assertThat(found.path("path").asText()).isEqualTo("inbox/");
        assertThat(found.path("maxBytes").asLong()).isEqualTo(1000);
        assertThat(change(made.json(), "{\"maxDownloads\":3}", person).problemCode())
                .isEqualTo("malformed_request");
        assertThat(change(made.json(), "{\"maxDownloads\":null,\"expiresInDays\":2}", person)
                        .status())
                .isEqualTo(200);
        JsonNode look = make("{\"path\":\"docs/\",\"access\":\"preview\"}").json();
        assertThat(find(tokenOf(look)).json().path("access").asText()).isEqualTo("preview");
    }

    @Test
    void whatIsSharedWithSomebodyIsTheirsToFindUntilItIsTakenBack() {
        String friend = newOwner();
        String stranger = newOwner();
        JsonNode file =
                make("{\"path\":\"docs/a.txt\",\"grantee\":\"" + friend + "\"}").json();
        JsonNode folder = make("{\"path\":\"docs/\",\"grantee\":\"" + friend + "\",\"access\":\"write\"}")
                .json();

        assertThat(file.has("link")).isFalse();
        assertThat(file.has("expiresAt")).isFalse();
        assertThat(file.path("active").asBoolean()).isTrue();
        assertThat(file.path("kind").asText()).isEqualTo("grant");
        JsonNode first = metadata.get("/api/shared?limit=1", friend).json();
        JsonNode second = metadata.get(
                        "/api/shared?limit=1&cursor=" + first.path("next").asText(), friend)
                .json();
        assertThat(ids(first)).containsExactly(id(folder));
        assertThat(ids(second)).containsExactly(id(file));
        assertThat(first.toString())
                .contains("\"docs\"", "\"write\"", "\"folder\"")
                .doesNotContain("docs/");
        assertThat(second.toString()).contains("\"a.txt\"", "\"read\"").doesNotContain("docs");
        JsonNode found = grant(folder, friend).json();
        assertThat(found.path("owner").asText()).isEqualTo(owner);
        assertThat(found.path("path").asText()).isEqualTo("docs/");
        assertThat(found.path("access").asText()).isEqualTo("write");
        assertThat(metadata.get("/api/shared", stranger).json().path("items")).isEmpty();
        for (String other : List.of(stranger, owner)) {
            assertThat(grant(folder, other).problemCode()).isEqualTo("not_found");
        }
        assertThat(revoke(folder, issuer.person(friend)).problemCode()).isEqualTo("not_found");
        assertThat(metadata.get("/api/shares", friend).json().path("items")).isEmpty();

        assertThat(change(file, "{\"expiresInDays\":2}", person)
                        .json()
                        .path("expiresAt")
                        .isMissingNode())
                .isFalse();
        assertThat(change(file, "{\"password\":\"correct horse\"}", person).problemCode())
                .isEqualTo("malformed_request");
        assertThat(grant(file, friend).status()).isEqualTo(200);
        set(file, "expires_at = now()");
        assertThat(grant(file, friend).problemCode()).isEqualTo("not_found");
        revoke(folder, person);
        assertThat(grant(folder, friend).problemCode()).isEqualTo("not_found");
        assertThat(metadata.get("/api/shared", friend).json().path("items")).isEmpty();
    }

    @Test
    void whoDoesNotOwnItDoesNotFindIt() {
        JsonNode share = make("{\"path\":\"docs/a.txt\"}").json();
        String stranger = issuer.person(newOwner());
        String admin = issuer.person(newOwner(), "admin");
        String patch = "{\"maxDownloads\":9}";

        assertThat(revoke(share, stranger).problemCode()).isEqualTo("not_found");
        assertThat(change(share, patch, stranger).problemCode()).isEqualTo("not_found");
        assertThat(change(share, patch, admin).problemCode()).isEqualTo("forbidden");
        assertThat(metadata.send("GET", "/api/shares?owner=" + owner, null, stranger)
                        .problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.send("GET", "/api/shares", null, stranger).json().path("items"))
                .isEmpty();
        assertThat(metadata.send("GET", "/api/shares?owner=" + owner, null, admin)
                        .body())
                .contains(id(share));
        assertThat(revoke(share, admin).status()).isEqualTo(204);
        assertThat(revoke(share, person).status()).isEqualTo(204);
        assertThat(find(tokenOf(share)).problemCode()).isEqualTo("share_ended");
        assertThat(change(share, patch, person).problemCode()).isEqualTo("share_ended");
    }

    @Test
    void listsAreOfOnePathAndComeInPages() {
        metadata.committed(upload(owner, "docs/b.txt", ConflictMode.VERSION, "b"));
        List<String> made = new ArrayList<>();
        for (String path : List.of("docs/a.txt", "docs/b.txt", "docs/", "docs/a.txt")) {
            made.add(0, id(make("{\"path\":\"" + path + "\"}").json()));
        }

        assertThat(ids(list("?path=docs/a.txt").json())).containsExactly(made.get(0), made.get(3));
        assertThat(ids(list("?path=docs/").json())).containsExactly(made.get(1));
        JsonNode first = list("?limit=3").json();
        JsonNode second = list("?limit=3&cursor=" + first.path("next").asText()).json();
        assertThat(ids(first)).isEqualTo(made.subList(0, 3));
        assertThat(ids(second)).isEqualTo(made.subList(3, 4));
        assertThat(second.has("next")).isFalse();
        assertThat(list("?path=docs/&cursor=" + first.path("next").asText()).problemCode())
                .isEqualTo("invalid_cursor");
    }

    @Test
    void onlyWhoHasTheLinkLearnsWhatHasBecomeOfIt() {
        JsonNode share = make("{\"path\":\"docs/a.txt\"}").json();
        ShareToken guess = ShareToken.from(new java.security.SecureRandom());

        set(share, "expires_at = now()");

        assertThat(find(tokenOf(share)).problemCode()).isEqualTo("share_ended");
        assertThat(find(guess).problemCode()).isEqualTo("not_found");
        assertThat(change(share, "{\"expiresInDays\":1}", person).status()).isEqualTo(200);
        assertThat(find(tokenOf(share)).status()).isEqualTo(200);
    }

    @Test
    void aShareEndsWithTheKeyThatMadeIt() {
        JsonNode key = metadata.post(
                        "/api/keys", "{\"name\":\"k\",\"scopes\":[\"read\",\"write\"],\"expiresInDays\":2}", person)
                .json();
        String asKey = issuer.key(owner, key.path("id").asText(), null, "read", "write");

        JsonNode share =
                make("{\"path\":\"docs/a.txt\",\"expiresInDays\":365}", asKey).json();

        assertThat(share.path("madeBy")).isEqualTo(key.path("id"));
        assertThat(share.path("expiresAt").asText())
                .isEqualTo(key.path("expiresAt").asText());
        assertThat(change(share, "{\"expiresInDays\":300}", person).json().path("expiresAt"))
                .isEqualTo(share.path("expiresAt"));
        assertThat(metadata.delete("/api/keys/" + key.path("id").asText(), owner)
                        .status())
                .isEqualTo(204);
        assertThat(find(tokenOf(share)).problemCode()).isEqualTo("share_ended");
        assertThat(list("").body()).contains("\"active\":false");
    }

    @Test
    void manyDownloadsAtOnceNeverExceedTheLimit() {
        JsonNode share = make("{\"path\":\"docs/a.txt\",\"maxDownloads\":7}").json();

        List<Answer> answers = atOnce(50, () -> download(share, UUID.randomUUID()));

        assertThat(answers.stream().filter(answer -> answer.status() == 204)).hasSize(7);
        assertThat(answers.stream().filter(answer -> answer.status() != 204))
                .allSatisfy(refused -> assertThat(refused.problemCode()).isEqualTo("share_used_up"));
        assertThat(counted(share)).isEqualTo("7");
        assertThat(Rows.column(postgres, "select count(*) from share_download where share_id = '" + id(share) + "'"))
                .containsExactly("7");
    }

    @Test
    void oneDownloadIsCountedOnceHoweverOftenItIsTold() {
        JsonNode share = make("{\"path\":\"docs/a.txt\",\"maxDownloads\":1}").json();
        UUID id = UUID.randomUUID();

        List<Answer> answers = atOnce(30, () -> download(share, id));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(204));
        assertThat(counted(share)).isEqualTo("1");
        assertThat(download(share, UUID.randomUUID()).problemCode()).isEqualTo("share_used_up");
        // As after a crash between the count and its answer: whoever lost the answer asks again.
        assertThat(download(share, id).status()).isEqualTo(204);
        assertThat(change(share, "{\"maxDownloads\":2}", person).status()).isEqualTo(200);
        assertThat(download(share, UUID.randomUUID()).status()).isEqualTo(204);
        assertThat(counted(share)).isEqualTo("2");
    }

    @Test
    void aCountThatIsNotCommittedIsNone() {
        JsonNode share = make("{\"path\":\"docs/a.txt\",\"maxDownloads\":1}").json();
        UUID id = UUID.randomUUID();

        Rows.execute(
                postgres,
                "begin; select share_count('" + id + "', '" + id(share) + "', '" + file
                        + "', 1, now() + interval '1 day', '[{\"actor\":\"x\",\"action\":\"y\",\"result\":\"ok\"}]'); rollback");

        assertThat(counted(share)).isEqualTo("0");
        assertThat(download(share, id).status()).isEqualTo(204);
    }

    @Test
    void whatHasEndedOrIsAnothersIsNotCounted() {
        JsonNode share = make("{\"path\":\"docs/a.txt\"}").json();
        String others = metadata.committed(upload(newOwner(), "docs/a.txt", ConflictMode.VERSION, "o"));
        UUID id = UUID.randomUUID();
        assertThat(download(share, id).status()).isEqualTo(204);

        assertThat(metadata.postInternal("/internal/shares/downloads", told(share, UUID.randomUUID(), others))
                        .problemCode())
                .isEqualTo("share_ended");
        revoke(share, person);

        assertThat(download(share, id).problemCode()).isEqualTo("share_ended");
        assertThat(download(share, UUID.randomUUID()).problemCode()).isEqualTo("share_ended");
        assertThat(counted(share)).isEqualTo("1");
    }

    @Test
    void wrongPasswordsCostMoreAndMoreTimeHoweverManyAreTriedAtOnce() {
        JsonNode share = make("{\"path\":\"docs/a.txt\",\"password\":\"" + PASSWORD + "\"}")
                .json();
        for (int guess = 1; guess <= 5; guess++) {
            assertThat(blocked(share, "is null")).isEqualTo("t");
            assertThat(password(share, "guess " + guess).problemCode()).isEqualTo("share_password");
        }
        assertThat(blocked(share, "is not null")).isEqualTo("t");

        set(share, "attempts = 10, blocked_until = now()");
        assertThat(password(share, "guess 6").status()).isEqualTo(401);
        assertThat(blocked(share, "between now() and now() + interval '64 seconds'"))
                .isEqualTo("t");
        set(share, "attempts = 1000, blocked_until = now()");
        AtomicInteger guess = new AtomicInteger(6);
        List<Answer> answers = atOnce(20, () -> password(share, "guess " + guess.incrementAndGet()));

        assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 429))
                .hasSize(19)
                .allSatisfy(refused ->
                        assertThat(refused.json().path("retryAfter").asInt()).isBetween(600, 900));
        assertThat(password(share, PASSWORD).problemCode()).isEqualTo("too_many_attempts");
        set(share, "blocked_until = now()");
        assertThat(password(share, PASSWORD).status()).isEqualTo(204);
        assertThat(blocked(share, "is null")).isEqualTo("t");
    }

    @Test
    void theManyWhoComeAtOnceWithTheRightOneAreLetIn() {
        JsonNode share = make("{\"path\":\"docs/a.txt\",\"password\":\"" + PASSWORD + "\"}")
                .json();

        assertThat(atOnce(30, () -> password(share, PASSWORD)))
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(204));
    }

    @Test
    void anotherPasswordShutsWhatTheOneBeforeOpened() {
        JsonNode share = make("{\"path\":\"docs/a.txt\",\"password\":\"" + PASSWORD + "\"}")
                .json();
        int epoch = find(tokenOf(share)).json().path("passwordEpoch").asInt();
        assertThat(password(share, PASSWORD).status()).isEqualTo(204);

        change(share, "{\"password\":\"battery staple\"}", person);

        assertThat(find(tokenOf(share)).json().path("passwordEpoch").asInt()).isGreaterThan(epoch);
        assertThat(password(share, PASSWORD).problemCode()).isEqualTo("share_password");
        assertThat(password(share, "battery staple").status()).isEqualTo(204);
        change(share, "{\"password\":null}", person);
        assertThat(find(tokenOf(share)).json().path("passwordEpoch").asInt()).isZero();
        assertThat(password(share, "anything at all").status()).isEqualTo(204);
        for (String wrong : List.of(
                "[]", "{\"path\":\"x\"}", "{\"password\":1}", "{\"maxDownloads\":\"9\"}", "{\"expiresInDays\":null}")) {
            assertThat(change(share, wrong, person).problemCode()).as(wrong).isEqualTo("malformed_request");
        }
    }

    @Test
    void whatIsDoneIsAudited() {
        JsonNode share = make("{\"path\":\"docs/a.txt\",\"password\":\"" + PASSWORD + "\"}")
                .json();
        password(share, "a wrong guess");
        download(share, UUID.randomUUID());
        change(share, "{\"maxDownloads\":1}", person);
        revoke(share, person);
        revoke(share, person);

        String link = "link " + id(share);
        assertThat(Rows.column(
                        postgres,
                        "select actor || ' ' || action || ' ' || path || ' ' || result from audit_entry where owner = '"
                                + owner + "' and action like 'share%' order by id"))
                .containsExactly(
                        owner + " share.created docs/a.txt ok",
                        link + " share.password_refused docs/a.txt share_password",
                        link + " share.downloaded docs/a.txt ok",
                        owner + " share.changed docs/a.txt ok",
                        owner + " share.revoked docs/a.txt ok");
        assertThat(Rows.column(
                                postgres,
                                "select string_agg(row_to_json(e)::text, '') from audit_entry e where owner = '" + owner
                                        + "'")
                        .get(0))
                .doesNotContain(tokenOf(share).text(), PASSWORD, "a wrong guess");
    }

    private Answer make(String body) {
        return make(body, person);
    }

    private Answer make(String body, String as) {
        return metadata.post("/api/shares", body, as);
    }

    private Answer list(String query) {
        return metadata.get("/api/shares" + query, owner);
    }

    private Answer change(JsonNode share, String patch, String as) {
        return metadata.send("PATCH", "/api/shares/" + id(share), patch, as);
    }

    private Answer revoke(JsonNode share, String as) {
        return metadata.send("DELETE", "/api/shares/" + id(share), null, as);
    }

    private Answer find(ShareToken token) {
        return metadata.postInternal("/internal/shares/find", question(token));
    }

    private Answer grant(JsonNode share, String to) {
        return metadata.postInternal(
                "/internal/shares/grant", "{\"share\":\"" + id(share) + "\",\"grantee\":\"" + to + "\"}");
    }

    private Answer password(JsonNode share, String password) {
        return metadata.postInternal(
                "/internal/shares/password", "{\"share\":\"" + id(share) + "\",\"password\":\"" + password + "\"}");
    }

    private Answer download(JsonNode share, UUID id) {
        return metadata.postInternal("/internal/shares/downloads", told(share, id, file));
    }

    private static String told(JsonNode share, UUID id, String fileId) {
        return "{\"id\":\"" + id + "\",\"share\":\"" + id(share) + "\",\"fileId\":\"" + fileId
                + "\",\"version\":1,\"until\":\"" + Instant.now().plusSeconds(3600) + "\"}";
    }

    private void move(String path) {
        assertThat(metadata.post("/api/files/" + file + "/move", "{\"path\":\"" + path + "\"}", person)
                        .status())
                .isEqualTo(200);
    }

    private String counted(JsonNode share) {
        return Rows.column(postgres, "select downloads from share where id = '" + id(share) + "'")
                .get(0);
    }

    private String blocked(JsonNode share, String how) {
        return Rows.column(postgres, "select blocked_until " + how + " from share where id = '" + id(share) + "'")
                .get(0);
    }

    private void set(JsonNode share, String how) {
        Rows.execute(postgres, "update share set " + how + " where id = '" + id(share) + "'");
    }

    private static List<Answer> atOnce(int many, Supplier<Answer> ask) {
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            List<CompletableFuture<Answer>> asked = IntStream.range(0, many)
                    .mapToObj(i -> CompletableFuture.supplyAsync(ask, threads))
                    .toList();
            return asked.stream().map(CompletableFuture::join).collect(Collectors.toList());
        } finally {
            threads.shutdown();
        }
    }

    private static String id(JsonNode share) {
        return share.path("id").asText();
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(share -> ids.add(id(share)));
        return ids;
    }

    private static ShareToken tokenOf(JsonNode share) {
        return ShareToken.parse(share.path("link").asText().substring("/s/".length()))
                .orElseThrow();
    }

    private static String question(ShareToken token) {
        return "{\"digest\":\"" + token.digest().hex() + "\"}";
    }
}
