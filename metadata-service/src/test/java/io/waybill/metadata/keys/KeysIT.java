package io.waybill.metadata.keys;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static io.waybill.metadata.fixture.Metadata.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.key.ApiKeyText;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.metadata.fixture.Rows;
import io.waybill.stack.postgres.PostgresServer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys are made, told once, checked, ended, and good for no more than their maker (F-42). */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class KeysIT {
    private static final String READ = "{\"name\":\"k\",\"scopes\":[\"read\"]}";

    LocalIssuer issuer;
    PostgresServer postgres;

    private final String owner = newOwner();
    private Metadata metadata;
    private String person;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
        person = issuer.person(owner);
    }

    @Test
    void aKeyIsToldOnceAndKeptAsAnHmac() {
        Answer made =
                make("{\"name\":\" Nightly \",\"scopes\":[\"write\",\"read\"],\"pathPrefix\":\"/backups\"}", person);
        JsonNode key = made.json();
        ApiKeyText text = ApiKeyText.parse(key.path("key").asText()).orElseThrow();

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).contains("no-store");
        assertThat(text.id()).isEqualTo(key.path("id").asText());
        assertThat(key.path("name").asText()).isEqualTo("Nightly");
        assertThat(key.path("scopes").toString()).isEqualTo("[\"read\",\"write\"]");
        assertThat(key.path("pathPrefix").asText()).isEqualTo("backups/");
        assertThat(days(text.id())).isEqualTo("90");
        assertThat(list(person).toString())
                .contains(text.id(), "\"active\":true")
                .doesNotContain(text.secret());
        assertThat(Rows.column(postgres, "select row_to_json(k)::text from api_key k where id = '" + text.id() + "'"))
                .hasSize(1)
                .noneMatch(row -> row.contains(text.secret())
                        || row.contains(text.digest().hex()));
    }

    @Test
    void theGatewayLearnsWhoseKeyItIsAndThatIsNotedOnceAMinute() {
        ApiKeyText key = key(READ, person);

        JsonNode holder = check(key).json();

        assertThat(holder.path("owner").asText()).isEqualTo(owner);
        assertThat(holder.path("scopes").toString()).isEqualTo("[\"read\"]");
        assertThat(holder.has("mac")).isFalse();
        String used = lastUsed(key);
        assertThat(used).isNotNull();
        check(key);
        assertThat(lastUsed(key)).isEqualTo(used);
        change(key, "last_used_at = last_used_at - interval '61 seconds'");
        String earlier = lastUsed(key);
        check(key);
        assertThat(lastUsed(key)).isNotEqualTo(earlier);
        assertThat(metadata.post("/internal/keys/check", question(key), person).status())
                .isEqualTo(404);
    }

    @Test
    void onlyWhoHoldsTheKeyLearnsWhatHasBecomeOfIt() {
        ApiKeyText key = key(READ, person);
        ApiKeyText other = ApiKeyText.from(new java.security.SecureRandom());
        ApiKeyText guess = new ApiKeyText(key.id(), other.secret());
        change(key, "expires_at = now()");

        assertThat(check(key).problemCode()).isEqualTo("unauthenticated");
        assertThat(check(key).body()).contains("expired");
        Answer guessed = check(guess);
        assertThat(guessed.body()).isEqualTo(withInstanceOf(guessed, check(other)));
        change(key, "expires_at = now() + interval '1 hour'");
        assertThat(check(key).status()).isEqualTo(200);
        assertThat(check(guess).status()).isEqualTo(401);
        revoke(key.id(), person);
        assertThat(check(key).body()).contains("revoked");
        assertThat(check(guess).body()).doesNotContain("revoked");
    }

    @Test
    void whoDoesNotOwnItDoesNotFindIt() {
        ApiKeyText key = key(READ, person);
        String stranger = issuer.person(newOwner());

        assertThat(revoke(key.id(), stranger).problemCode()).isEqualTo("not_found");
        assertThat(revoke("AAAAAAAAAAAA", person).problemCode()).isEqualTo("not_found");
        assertThat(revoke("x%00", person).status()).isEqualTo(404);
        assertThat(list(stranger)).isEmpty();
        assertThat(send("GET", "/api/keys?owner=" + owner, null, stranger).problemCode())
                .isEqualTo("not_found");
        assertThat(check(key).status()).isEqualTo(200);

        String admin = issuer.person(newOwner(), "admin");
        assertThat(send("GET", "/api/keys?owner=" + owner, null, admin).body()).contains(key.id());
        assertThat(revoke(key.id(), admin).status()).isEqualTo(204);
        assertThat(revoke(key.id(), person).status()).isEqualTo(204);
        assertThat(check(key).status()).isEqualTo(401);
    }

    @Test
    void aKeyMakesKeysForLessAndTheyEndWithIt() {
        ApiKeyText parent = key("{\"name\":\"p\",\"scopes\":[\"read\",\"write\"],\"expiresInDays\":10}", person);
        String asParent = issuer.key(owner, parent.id(), null, "read", "write");
        ApiKeyText unseen = key(READ, person);

        ApiKeyText child = key("{\"name\":\"c\",\"scopes\":[\"read\",\"write\"],\"expiresInDays\":365}", asParent);

        assertThat(days(child.id())).isEqualTo("10");
        assertThat(ids(list(asParent))).containsExactlyInAnyOrder(parent.id(), child.id());
        assertThat(revoke(unseen.id(), asParent).problemCode()).isEqualTo("not_found");
        String asChild = issuer.key(owner, child.id(), null, "read", "write");
        assertThat(make(READ, asChild).problemCode()).isEqualTo("forbidden");
        assertThat(revoke(parent.id(), asChild).problemCode()).isEqualTo("not_found");
        assertThat(revoke(parent.id(), asParent).status()).isEqualTo(204);
        assertThat(check(child).body()).contains("revoked");
        assertThat(list(person).toString()).doesNotContain("\"active\":true,\"madeBy\"");
        assertThat(check(unseen).status()).isEqualTo(200);
    }

    @Test
    void nobodyGivesAwayMoreThanTheyHave() {
        String reader = issuer.key(owner, key(READ, person).id(), null, "read");
        String scanner = issuer.key(owner, key(READ, person).id(), "scans/", "read", "write");
        String admin = issuer.person(newOwner(), "admin");

        assertThat(make(READ, reader).problemCode()).isEqualTo("insufficient_scope");
        assertThat(make("{\"name\":\"k\",\"scopes\":[\"admin\"]}", person).problemCode())
                .isEqualTo("insufficient_scope");
        assertThat(make("{\"name\":\"k\",\"scopes\":[\"read\",\"admin\"]}", admin)
                        .status())
                .isEqualTo(201);
        assertThat(make("{\"name\":\"k\",\"scopes\":[\"admin\"],\"pathPrefix\":\"a/\"}", admin)
                        .problemCode())
                .isEqualTo("malformed_request");
        for (String prefix : List.of("sca/", "scans2", "other/", "scans/../x/")) {
            assertThat(make("{\"name\":\"k\",\"scopes\":[\"read\"],\"pathPrefix\":\"" + prefix + "\"}", scanner)
                            .status())
                    .as(prefix)
                    .isIn(400, 403);
        }
        assertThat(make(READ, scanner).json().path("pathPrefix").asText()).isEqualTo("scans/");
    }

    @Test
    void whatIsNoKeyIsRefused() {
        for (String body : List.of(
                "null",
                "{}",
                "{\"name\":\"k\"}",
                "{\"name\":\"k\",\"scopes\":[]}",
                "{\"name\":\"k\",\"scopes\":[null]}",
                "{\"name\":\"k\",\"scopes\":[\"root\"]}",
                "{\"name\":\"\\u0000\",\"scopes\":[\"read\"]}",
                "{\"name\":\"" + "n".repeat(101) + "\",\"scopes\":[\"read\"]}",
                "{\"name\":\"k\",\"scopes\":[\"read\"],\"expiresInDays\":0}",
                "{\"name\":\"k\",\"scopes\":[\"read\"],\"expiresInDays\":366}")) {
            assertThat(make(body, person).problemCode()).as(body).isEqualTo("malformed_request");
        }
        assertThat(make(READ, issuer.service("transfer-service")).problemCode()).isEqualTo("forbidden");
    }

    @Test
    void anOwnerHasSoManyAndEndedOnesAreForgotten() {
        ApiKeyText first = key(READ, person);
        Rows.execute(
                postgres,
                "insert into api_key (id, owner, owner_name, name, mac, scopes, expires_at) select substr(md5(owner || n), 1, 12),"
                        + " owner, owner, 'n', decode(md5(owner || n) || md5(n || owner), 'hex'), array['read'],"
                        + " expires_at from api_key, generate_series(1, 99) n where id = '" + first.id() + "'");
        assertThat(make(READ, person).problemCode()).isEqualTo("too_many_keys");
        Rows.execute(
                postgres,
                "update api_key set revoked_at = now() - interval '91 days' where owner = '" + owner
                        + "' and name = 'n'");

        assertThat(make(READ, person).status()).isEqualTo(201);
        assertThat(list(person)).hasSize(2);
    }

    @Test
    void makingAndEndingAreAudited() {
        ApiKeyText key = key(READ, person);
        revoke(key.id(), issuer.person("operator", "admin"));
        revoke(key.id(), person);

        assertThat(Rows.column(
                        postgres,
                        "select actor || ' ' || action || ' ' || result from audit_entry where owner = '" + owner
                                + "' and path = '" + key.id() + "' order by id"))
                .containsExactly(owner + " key.created ok", "operator key.revoked ok");
    }

    @Test
    void aKeyForOneFolderIsGoodForNothingElse() {
        String inside = metadata.committed(upload(owner, "scans/a.txt", ConflictMode.VERSION, "in"));
        String outside = metadata.committed(upload(owner, "scans2/a.txt", ConflictMode.VERSION, "out"));
        String trashed = metadata.committed(upload(owner, "private/t.txt", ConflictMode.VERSION, "t"));
        assertThat(metadata.delete("/api/files/" + trashed, owner).status()).isEqualTo(204);
        String key = issuer.key(owner, key(READ, person).id(), "scans/", "read", "write");

        assertThat(send("GET", "/api/files", null, key).body()).contains(inside).doesNotContain(outside);
        assertThat(send("GET", "/api/files?delimiter=/", null, key).body())
                .contains(inside)
                .doesNotContain("scans2");
        assertThat(send("GET", "/api/files?name=a", null, key).body()).doesNotContain(outside);
        for (String prefix : List.of("s", "scans2/", "private/")) {
            assertThat(send("GET", "/api/files?prefix=" + prefix, null, key).problemCode())
                    .as(prefix)
                    .isEqualTo("insufficient_scope");
        }
        for (String request : List.of(
                "GET /api/files/ID",
                "PATCH /api/files/ID {\"tags\":[]}",
                "DELETE /api/files/ID",
                "GET /api/files/ID/versions",
                "POST /api/files/ID/move {\"path\":\"scans/b\"}",
                "POST /api/files/ID/copy {\"path\":\"scans/b\"}",
                "POST /api/files/ID/versions/1/restore",
                "PUT /api/files/ID/versions/1/label {\"label\":\"x\"}",
                "DELETE /api/files/ID/versions/1/label",
                "DELETE /api/files/ID/versions/1")) {
            assertThat(sent(request, outside, key).problemCode()).as(request).isEqualTo("not_found");
        }
        for (String request : List.of(
                "POST /api/files/ID/move {\"path\":\"scans2/b\"}",
                "POST /api/files/ID/copy {\"path\":\"b\"}",
                "PATCH /api/files/ID {\"path\":\"private/b\"}",
                "POST /api/folders/move {\"from\":\"scans/\",\"to\":\"private/\"}",
                "POST /api/folders/move {\"from\":\"scans2/\",\"to\":\"scans/x/\"}",
                "POST /api/folders/copy {\"from\":\"scans2/\",\"to\":\"scans/x/\"}",
                "POST /api/folders/copy {\"from\":\"scans/\",\"to\":\"\"}",
                "GET /api/transfers/statistics",
                "GET /api/transfers/statistics/storage",
                "GET /api/transfers/clients",
                "GET /api/retention",
                "PUT /api/retention {\"prefix\":\"scans/\",\"keepLast\":1}",
                "GET /api/audit",
                "GET /api/users/" + owner + "/quota")) {
            assertThat(sent(request, inside, key).problemCode()).as(request).isEqualTo("insufficient_scope");
        }
        assertThat(send("GET", "/api/trash", null, key).body()).doesNotContain(trashed);
        assertThat(send("POST", "/api/trash/" + trashed + "/restore", null, key).status())
                .isEqualTo(404);
        assertThat(send("DELETE", "/api/trash/" + trashed, null, key).status()).isEqualTo(404);
        assertThat(send("DELETE", "/api/trash", null, key).body()).contains(":0");
        assertThat(send("GET", "/api/quota", null, key).status()).isEqualTo(200);

        assertThat(sent("POST /api/files/ID/copy {\"path\":\"scans/deep/b\"}", inside, key)
                        .status())
                .isEqualTo(201);
        assertThat(sent("POST /api/folders/move {\"from\":\"scans/deep/\",\"to\":\"scans/else/\"}", inside, key)
                        .status())
                .isEqualTo(200);
        assertThat(sent("DELETE /api/files/ID", inside, key).status()).isEqualTo(204);
        assertThat(send("GET", "/api/trash", null, key).body()).contains(inside);
        assertThat(send("DELETE", "/api/trash", null, key).body()).contains(":1");
        assertThat(metadata.get("/api/trash", owner).body()).contains(trashed);
    }

    private Answer make(String body, String as) {
        return send("POST", "/api/keys", body, as);
    }

    private ApiKeyText key(String body, String as) {
        Answer made = make(body, as);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return ApiKeyText.parse(made.json().path("key").asText()).orElseThrow();
    }

    private JsonNode list(String as) {
        return send("GET", "/api/keys", null, as).json();
    }

    private static List<String> ids(JsonNode keys) {
        return StreamSupport.stream(keys.spliterator(), false)
                .map(key -> key.path("id").asText())
                .toList();
    }

    private Answer revoke(String id, String as) {
        return send("DELETE", "/api/keys/" + id, null, as);
    }

    private Answer check(ApiKeyText key) {
        return metadata.postInternal("/internal/keys/check", question(key));
    }

    private static String question(ApiKeyText key) {
        return "{\"id\":\"" + key.id() + "\",\"digest\":\"" + key.digest().hex() + "\"}";
    }

    /** The body of {@code other} as if it had been the answer to the same request as {@code one}. */
    private static String withInstanceOf(Answer one, Answer other) {
        return other.body()
                .replace(
                        other.json().path("instance").asText(),
                        one.json().path("instance").asText());
    }

    private String days(String id) {
        return Rows.column(
                        postgres,
                        "select round(extract(epoch from expires_at - created_at) / 86400)::text from api_key where id = '"
                                + id + "'")
                .get(0);
    }

    private String lastUsed(ApiKeyText key) {
        return Rows.column(postgres, "select last_used_at::text from api_key where id = '" + key.id() + "'")
                .get(0);
    }

    private void change(ApiKeyText key, String how) {
        Rows.execute(postgres, "update api_key set " + how + " where id = '" + key.id() + "'");
    }

    private Answer sent(String request, String id, String as) {
        String[] words = request.replace("ID", id).split(" ", 3);
        return send(words[0], words[1], words.length > 2 ? words[2] : null, as);
    }

    private Answer send(String method, String path, String body, String as) {
        return metadata.send(method, path, body, as);
    }
}
