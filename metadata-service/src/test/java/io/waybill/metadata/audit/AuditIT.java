package io.waybill.metadata.audit;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static io.waybill.metadata.fixture.Metadata.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.metadata.fixture.Rows;
import io.waybill.stack.postgres.PostgresServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done is written down with it, and stays as it was written (F-48). */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class AuditIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    LocalIssuer issuer;
    PostgresServer postgres;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void everyChangeIsWrittenDownWithWhoDidItFromWhere() {
        CommitVersion commit = new CommitVersion(
                UUID.randomUUID(),
                owner,
                io.waybill.contracts.path.FilePath.of("a"),
                ConflictMode.VERSION,
                null,
                null,
                1,
                Metadata.digest("x"),
                "o/" + UUID.randomUUID(),
                1,
                null,
                "curl/8",
                null,
                false,
                null,
                "203.0.113.7",
                "request-1");
        String id = metadata.committed(commit);
        send("POST", "/api/files/" + id + "/move", "{\"path\":\"b\"}");
        send("PUT", "/api/files/" + id + "/versions/1/label", "{\"label\":\"first\"}");
        send("DELETE", "/api/files/" + id, null);
        send("PUT", "/api/retention", "{\"prefix\":\"\",\"keepLast\":5}");

        List<JsonNode> entries = entries("");

        assertThat(entries)
                .extracting(entry -> entry.path("action").asText())
                .containsExactly(
                        "retention.set", "file.trashed", "version.labelled", "file.moved", "version.committed");
        JsonNode committed = entries.get(4);
        assertThat(committed.path("actor").asText()).isEqualTo(owner);
        assertThat(committed.path("owner").asText()).isEqualTo(owner);
        assertThat(committed.path("fileId").asText()).isEqualTo(id);
        assertThat(committed.path("path").asText()).isEqualTo("a");
        assertThat(committed.path("version").asInt()).isEqualTo(1);
        assertThat(committed.path("uploadId").asText())
                .isEqualTo(commit.uploadId().toString());
        assertThat(committed.path("result").asText()).isEqualTo("ok");
        assertThat(committed.path("address").asText()).isEqualTo("203.0.113.7");
        assertThat(committed.path("agent").asText()).isEqualTo("curl/8");
        assertThat(committed.path("requestId").asText()).isEqualTo("request-1");
        JsonNode moved = entries.get(3);
        assertThat(moved.path("path").asText()).isEqualTo("b");
        assertThat(moved.path("address").asText()).isEqualTo("198.51.100.9");
        assertThat(moved.path("agent").asText()).isEqualTo("test-agent");
        assertThat(moved.path("requestId").asText()).isEqualTo("request-2");
    }

    @Test
    void everyFileOfAFolderThatIsMovedOrCopiedIsWrittenDown() {
        String id = metadata.committed(upload(owner, "old/one", ConflictMode.VERSION, "1"));
        metadata.committed(upload(owner, "old/two", ConflictMode.VERSION, "2"));

        send("POST", "/api/folders/move", "{\"from\":\"old/\",\"to\":\"new/\"}");
        send("POST", "/api/folders/copy", "{\"from\":\"new/\",\"to\":\"again/\"}");

        List<JsonNode> moved = entries("&action=file.moved");
        assertThat(moved)
                .extracting(entry -> entry.path("path").asText())
                .containsExactlyInAnyOrder("new/one", "new/two");
        assertThat(moved).anyMatch(entry -> entry.path("fileId").asText().equals(id));
        assertThat(moved.get(0).path("requestId").asText()).isEqualTo("request-2");
        assertThat(entries("&action=file.copied"))
                .extracting(entry -> entry.path("path").asText())
                .containsExactlyInAnyOrder("again/one", "again/two");
    }

    @Test
    void groupsAreWrittenDownOneByOneAndRepeatsAreNot() {
        CommitVersion one = upload(owner, "one", ConflictMode.VERSION, "1");
        CommitVersion two = upload(owner, "two", ConflictMode.VERSION, "2");
        metadata.commitTogether(List.of(one, two));
        metadata.commit(one);

        assertThat(entries("&action=version.committed"))
                .extracting(entry -> entry.path("path").asText())
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void whatIsRefusedIsWrittenDownToo() {
        String id = metadata.committed(upload(owner, "mine", ConflictMode.VERSION, "1"));
        String stranger = newOwner();

        assertThat(metadata.delete("/api/files/" + id, stranger).status()).isEqualTo(404);

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode refused = entries(stranger, "&result=not_found").get(0);
            assertThat(refused.path("action").asText()).isEqualTo("request.refused");
            assertThat(refused.path("actor").asText()).isEqualTo(stranger);
            assertThat(refused.path("fileId").asText()).isEqualTo(id);
            assertThat(refused.path("path").asText()).isEqualTo("DELETE /api/files/" + id);
        });
        assertThat(entries("&result=not_found")).isEmpty();
    }

    @Test
    void everybodySeesTheirOwnAndAnAdminAll() {
        metadata.committed(upload(owner, "mine", ConflictMode.VERSION, "1"));
        String stranger = newOwner();

        assertThat(metadata.get("/api/audit?owner=" + owner, stranger).json().path("items"))
                .isEmpty();
        assertThat(metadata.get("/api/audit?owner=" + owner, "root", "admin")
                        .json()
                        .path("items"))
                .hasSize(1);
        metadata.send("PUT", "/api/users/" + owner + "/quota", "{\"limit\":9}", issuer.person("root", "admin"));
        assertThat(entries("&actor=root"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("action").asText()).isEqualTo("quota.limited"));
        assertThat(metadata.get("/api/audit/verify", owner).problemCode()).isEqualTo("forbidden");
        assertThat(metadata.send("GET", "/api/audit", null, null).problemCode()).isEqualTo("unauthenticated");
    }

    @Test
    void entriesAreFilteredAndComeInPages() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            metadata.committed(upload(owner, "f" + i, ConflictMode.VERSION, "1"));
            paths.add(0, "f" + i);
        }
        String between = entries("").get(3).path("at").asText();

        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = metadata.get("/api/audit?limit=3" + cursor, owner).json();
            page.path("items").forEach(entry -> found.add(entry.path("path").asText()));
            cursor = page.hasNonNull("next") ? "&cursor=" + page.path("next").asText() : null;
        } while (cursor != null);

        assertThat(found).isEqualTo(paths);
        assertThat(entries("&from=" + between)).hasSize(4);
        assertThat(entries("&to=" + between)).hasSize(3);
        assertThat(entries("&from=%2B294277-01-05T00:00:00Z")).isEmpty();
        assertThat(entries("&from=-9999-01-01T00:00:00Z&to=%2B900000000-01-01T00:00:00Z"))
                .hasSize(7);
        String file = entries("").get(0).path("fileId").asText();
        assertThat(entries("&file=" + file)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=yesterday", "file=7", "limit=0", "action=%00"})
    void aFilterThatMakesNoSenseIsRefused(String filter) {
        assertThat(metadata.get("/api/audit?" + filter, owner).problemCode()).isEqualTo("malformed_request");
    }

    @Test
    void aCursorThatWasNeverGivenOutIsRefused() {
        assertThat(metadata.get("/api/audit?cursor=eA", owner).problemCode()).isEqualTo("invalid_cursor");
    }

    @Test
    void allOfItIsExported() throws Exception {
        for (int i = 0; i < 3; i++) {
            metadata.committed(upload(owner, "=e" + i + ",\"q\"", ConflictMode.VERSION, "1"));
        }

        Answer lines = metadata.get("/api/audit/export.jsonl", owner);
        assertThat(lines.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/x-ndjson"));
        assertThat(lines.body().lines()).hasSize(3);
        assertThat(new ObjectMapper()
                        .readTree(lines.body().lines().findFirst().orElseThrow())
                        .path("path")
                        .asText())
                .isEqualTo("=e2,\"q\"");
        Answer table = metadata.get("/api/audit/export.csv?action=version.committed", owner);
        assertThat(table.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(table.body().lines()).hasSize(4);
        assertThat(table.body()).startsWith("id,at,actor,").contains(",\"'=e2,\"\"q\"\"\",");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entry set actor = 'x'",
                "delete from audit_entry",
                "truncate audit_entry",
                "update audit_seal set hash = hash",
                "delete from audit_seal",
                "truncate audit_seal"
            })
    void nothingInItCanBeChanged(String statement) {
        assertThatThrownBy(() -> Rows.execute(postgres, statement)).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> Rows.execute(
                        postgres,
                        "begin; grant all on audit_entry, audit_seal to current_user; " + statement + "; rollback"))
                .hasMessageContaining("append-only");
    }

    @ParameterizedTest
    @CsvSource({
        "edited, update audit_entry set path = 'other' where id = :id",
        "edited, update audit_entry set at = at + interval '1 microsecond' where id = :id",
        "removed, delete from audit_entry where id = :id",
        "inserted, insert into audit_entry (actor; action; result) values ('x'; 'version.committed'; 'ok')",
        "seal_edited, update audit_seal set hash = sha256(hash) where number = :seal",
        "seal_edited, update audit_seal set sealed_at = sealed_at - interval '1 day' where number = :seal",
        "seal_removed, delete from audit_seal where number = :seal",
    })
    void whatIsChangedAllTheSameIsFound(String finding, String change) {
        metadata.committed(upload(owner, "honest", ConflictMode.VERSION, "1"));
        String id = entries("").get(0).path("id").asText();
        awaitSealed(id);
        metadata.committed(upload(owner, "later", ConflictMode.VERSION, "2"));
        awaitSealed(entries("").get(0).path("id").asText());
        String seal = Rows.column(postgres, "select number from audit_seal where " + id + " = any (ids)")
                .get(0);
        assertThat(verdict("").path("intact").asBoolean()).isTrue();

        // An attacker who owns the database: no trigger runs, everything is allowed.
        String keep =
                "create table kept_entries as select * from audit_entry; create table kept_seals as select * from audit_seal;";
        Rows.execute(
                postgres,
                keep + "grant all on audit_entry, audit_seal to current_user;"
                        + "alter table audit_entry disable trigger user; alter table audit_seal disable trigger user;"
                        + change.replace(":id", id).replace(":seal", seal).replace(';', ','));
        try {
            JsonNode verdict = verdict("");

            assertThat(verdict.path("intact").asBoolean()).isFalse();
            assertThat(verdict.path("findings"))
                    .anySatisfy(found -> assertThat(found.path("kind").asText()).isEqualTo(finding));
            if (finding.equals("edited") || finding.equals("removed")) {
                assertThat(verdict.path("findings")).singleElement().satisfies(found -> assertThat(
                                found.path("entry").asText())
                        .isEqualTo(id));
            }
        } finally {
            Rows.execute(
                    postgres,
                    "delete from audit_entry where id in (select id from kept_entries) or id not in (select entry_id from audit_pending) and id not in (select unnest(ids) from audit_seal);"
                            + "insert into audit_entry overriding system value select * from kept_entries;"
                            + "delete from audit_seal where number in (select number from kept_seals); insert into audit_seal select * from kept_seals;"
                            + "drop table kept_entries, kept_seals;"
                            + "alter table audit_entry enable trigger user; alter table audit_seal enable trigger user;"
                            + "revoke update, delete, truncate on audit_entry, audit_seal from current_user");
        }
        assertThat(verdict("").path("intact").asBoolean()).isTrue();
    }

    @Test
    void whoNotedTheHeadSeesThatItIsStillThere() {
        metadata.committed(upload(owner, "noted", ConflictMode.VERSION, "1"));
        awaitSealed(entries("").get(0).path("id").asText());
        String head = verdict("").path("head").path("hash").asText();

        assertThat(verdict("?head=" + head).path("intact").asBoolean()).isTrue();
        assertThat(verdict("?head=" + "0".repeat(64))
                        .path("findings")
                        .get(0)
                        .path("kind")
                        .asText())
                .isEqualTo("head_missing");
    }

    @Test
    void anEndOfTheChainThatIsMadeAnewIsFoundByWhoSawIt() {
        metadata.committed(upload(owner, "honest", ConflictMode.VERSION, "1"));
        String id = entries("").get(0).path("id").asText();
        awaitSealed(id);
        await().atMost(PATIENCE).until(() -> Rows.column(postgres, "select entry_id from audit_pending")
                .isEmpty());
        Rows.execute(
                postgres,
                "create table kept_seals (like audit_seal); grant all on audit_entry, audit_seal to current_user;"
                        + "alter table audit_entry disable trigger user; alter table audit_seal disable trigger user;");
        try {
            // Nobody seals meanwhile.
            Rows.execute(
                    postgres,
                    "begin; select pg_advisory_xact_lock(hashtextextended('audit seal', 0));"
                            + "insert into kept_seals select * from audit_seal order by number desc limit 1;"
                            + "delete from audit_seal where number in (select number from kept_seals);"
                            + "insert into audit_seal (number, ids, marks, hash) select number, ids, marks,"
                            + " sha256(hash) from kept_seals; commit");
            JsonNode verdict = verdict("");

            assertThat(verdict.path("findings"))
                    .anySatisfy(found -> assertThat(found.path("kind").asText()).isEqualTo("head_missing"));
        } finally {
            Rows.execute(
                    postgres,
                    "delete from audit_seal where number in (select number from kept_seals);"
                            + "insert into audit_seal select * from kept_seals; drop table kept_seals;"
                            + "alter table audit_entry enable trigger user; alter table audit_seal enable trigger user;"
                            + "revoke update, delete, truncate on audit_entry, audit_seal from current_user");
        }
        assertThat(verdict("").path("intact").asBoolean()).isTrue();
    }

    @Test
    void theHeadIsToldOutsideOfTheDatabase() {
        metadata.committed(upload(owner, "told", ConflictMode.VERSION, "1"));
        awaitSealed(entries("").get(0).path("id").asText());

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode head = verdict("").path("head");
            String metrics = metadata.send("GET", "/q/metrics", null, null).body();
            assertThat(number(metrics, "waybill_audit_head_seal"))
                    .isEqualTo(head.path("seal").asLong());
            assertThat(number(metrics, "waybill_audit_head_mark"))
                    .isEqualTo(Long.parseLong(head.path("hash").asText().substring(0, 13), 16));
        });
    }

    @Test
    void aLookThatFailsIsNoneThatIsUnderWay() {
        VerifyAudit broken = new VerifyAudit(null, new AuditHead(new SimpleMeterRegistry()), new SimpleMeterRegistry());

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> broken.verify(null).await().atMost(PATIENCE))
                    .isInstanceOf(NullPointerException.class);
        }
    }

    private static long number(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(-1);
    }

    private void awaitSealed(String id) {
        await().atMost(PATIENCE)
                .until(() -> !Rows.column(postgres, "select number from audit_seal where " + id + " = any (ids)")
                        .isEmpty());
    }

    private JsonNode verdict(String query) {
        Answer answer = metadata.get("/api/audit/verify" + query, "root", "admin");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private List<JsonNode> entries(String filter) {
        return entries(owner, filter);
    }

    private List<JsonNode> entries(String whose, String filter) {
        List<JsonNode> entries = new ArrayList<>();
        metadata.get("/api/audit?limit=1000" + filter, whose)
                .json()
                .path("items")
                .forEach(entries::add);
        return entries;
    }

    private void send(String method, String path, String body) {
        Answer answer = Metadata.send(HttpRequest.newBuilder(URI.create(Metadata.base() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", issuer.person(owner))
                .header("X-Forwarded-For", "198.51.100.9")
                .header("User-Agent", "test-agent")
                .header("X-Request-Id", "request-2")
                .build());
        assertThat(answer.status()).as(path + answer.body()).isLessThan(300);
    }
}
