package io.waybill.metadata.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.waybill.contracts.api.FileFacts;
import io.waybill.contracts.api.Page;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.stack.postgres.PostgresServer;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** However many files there are, no list reads them all: the plan of every question that can be asked, on a filled table. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@QuarkusTestResource(RealParts.class)
class ListingPlansIT {
    private static final String DATABASE = "waybill_metadata";
    private static final int PAGE = 101;

    PostgresServer postgres;

    @Inject
    Pool pool;

    private final String owner = Metadata.newOwner();

    @BeforeAll
    void fill() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    with filled as (
                        insert into file (id, owner, path, head_version, last_version, size, content_type,
                                          created_at, modified_at, tags, deleted_at)
                        select gen_random_uuid(), '%s',
                               case when n %% 2 = 0 then 'crowd/' else 'tree/' || n %% 500 || '/' end || 'file-' || n || '.txt',
                               1, 1, n * 7919 %% 1000003, case n %% 50 when 0 then 'image/png' else 'text/plain' end,
                               now(), now() - n * interval '1 second',
                               case n %% 100 when 1 then '["tax"]'::jsonb when 3 then ('["tax", "rare-' || n || '"]')::jsonb else '[]' end,
                               case when n %% 10 = 9 then now() - n * interval '1 minute' end
                        from generate_series(1, 60000) n
                        returning id, path, size, content_type, created_at)
                    insert into version (id, file_id, number, size, sha256, store_key, content_type, upload_id, received_path,
                                         part_count, started_at, created_at)
                    select gen_random_uuid(), id, 1, size, sha256(''), id::text, content_type, gen_random_uuid(), path, 1,
                           created_at, created_at
                    from filled""".formatted(owner));
            statement.execute("vacuum analyze file, version");
        }
    }

    @AfterAll
    void empty() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "delete from version where file_id in (select id from file where owner = '%s')".formatted(owner));
            statement.execute("delete from file where owner = '%s'".formatted(owner));
            statement.execute("vacuum analyze file, version");
        }
    }

    @Test
    void noQuestionReadsAWholeTable() {
        List<String> readers = new ArrayList<>();
        int plans = 0;
        for (Map<String, String> question : questions()) {
            FileQuery query = FileQuery.of(owner, question::get);
            for (ListPlace place : places(query)) {
                for (SqlQuery statement : statements(query, place)) {
                    String plan = explain(statement);
                    plans++;
                    if (readsTheTable(plan)) {
                        readers.add(question + " after " + place + "\n" + plan);
                    }
                }
            }
        }

        assertThat(readers).isEmpty();
        assertThat(plans).isGreaterThan(200);
    }

    /** All pages together hold what the filter lets through, in order, however many or few that is; some pages end early. */
    @Test
    void shortPagesLeaveNothingOut() throws SQLException {
        Map<Map<String, String>, Predicate<Known>> filters = Map.of(
                Map.of("name", "99"), file -> file.name().contains("99"),
                Map.of("name", "FILE-47"), file -> file.name().contains("file-47"),
                Map.of("name", "no such name"), file -> false,
                Map.of("name", "e-", "type", "image/*", "minSize", "900000"),
                        file -> file.type().startsWith("image/") && file.size() >= 900_000,
                Map.of("type", "image/png"), file -> file.type().equals("image/png"),
                Map.of("type", "text/plain", "maxSize", "1000"),
                        file -> file.type().equals("text/plain") && file.size() <= 1000,
                Map.of("tag", "tax"), file -> file.tags().contains("tax"),
                Map.of("prefix", "tree/", "tag", "tax", "name", "7"),
                        file -> file.path().startsWith("tree/")
                                && file.tags().contains("tax")
                                && file.name().contains("7"));
        List<Known> all = known();
        int endedEarly = 0;
        for (Map.Entry<Map<String, String>, Predicate<Known>> filter : filters.entrySet()) {
            for (FileOrder order : List.of(FileOrder.NAME, FileOrder.SIZE)) {
                Map<String, String> question = new HashMap<>(filter.getKey());
                question.put("sort", order.word());
                FileQuery query = FileQuery.of(owner, question::get);
                List<UUID> found = new ArrayList<>();
                String next = null;
                do {
                    String after =
                            next == null ? null : PageRequest.of(null, next).after();
                    Page<FileFacts> page = new FilteredFiles(pool)
                            .page(query, ListPlace.of(query, after), 1000)
                            .await()
                            .atMost(Duration.ofMinutes(1));
                    page.items().forEach(file -> found.add(file.id()));
                    next = page.next();
                    endedEarly += next != null && page.items().size() < 1000 ? 1 : 0;
                } while (next != null);
                Comparator<Known> inOrder = order == FileOrder.NAME
                        ? Comparator.comparing(Known::path)
                        : Comparator.comparing(Known::size)
                                .thenComparing(file -> file.id().toString());

                assertThat(found)
                        .as(question.toString())
                        .isEqualTo(all.stream()
                                .filter(filter.getValue())
                                .sorted(inOrder)
                                .map(Known::id)
                                .toList());
            }
        }

        assertThat(endedEarly).isPositive();
    }

    @Test
    void foldersAreFoundOneLookEach() {
        for (String prefix : List.of("", "tree/")) {
            FileQuery query = FileQuery.of(owner, Map.of("prefix", prefix, "delimiter", "/")::get);

            assertThat(explain(FileSelection.folders(query, null, PAGE)))
                    .doesNotContain("Seq Scan")
                    .contains("Index");
        }
    }

    @Test
    void theTrashIsReadPageByPage() {
        List<TimePlace> places = new ArrayList<>();
        places.add(null);
        places.add(new TimePlace(OffsetDateTime.now(ZoneOffset.UTC).minusDays(2), UUID.randomUUID()));

        for (TimePlace place : places) {
            assertThat(explain(FileSelection.trash(owner, null, place, PAGE)))
                    .doesNotContain("Seq Scan")
                    .contains("file_trash");
        }
    }

    @Test
    void oneFileIsFoundByItsKey() {
        assertThat(explain(FileSelection.byId(UUID.randomUUID())))
                .doesNotContain("Seq Scan")
                .contains("file_pkey");
    }

    /** Every filter by itself and all together, in every order, in a whole tree, below a folder and on one level. */
    private static List<Map<String, String>> questions() {
        List<Map<String, String>> filters = List.of(
                Map.of(),
                Map.of("name", "file-4711"),
                Map.of("name", "no such name"),
                Map.of("name", "e-"),
                Map.of("type", "image/png"),
                Map.of("type", "image/*"),
                Map.of("type", "video/mp4"),
                Map.of("tag", "tax"),
                Map.of("tag", "rare-4703"),
                Map.of("tag", "no such tag"),
                Map.of("tag", "tax", "type", "text/*", "minSize", "5"),
                Map.of("minSize", "1000", "maxSize", "2000"),
                Map.of("minSize", "10"),
                Map.of("modifiedFrom", Instant.now().minus(Duration.ofDays(1)).toString()),
                Map.of("modifiedBefore", "2000-01-01T00:00:00Z"),
                Map.of("name", "file", "type", "image/*", "minSize", "5", "modifiedFrom", "2020-01-01T00:00:00Z"));
        List<Map<String, String>> stretches = List.of(
                Map.of(),
                Map.of("prefix", "crowd/"),
                Map.of("prefix", "tree/17"),
                Map.of("prefix", "crowd/", "delimiter", "/"));
        List<Map<String, String>> all = new ArrayList<>();
        for (Map<String, String> filter : filters) {
            for (Map<String, String> stretch : stretches) {
                for (FileOrder order : FileOrder.values()) {
                    for (String direction : List.of("asc", "desc")) {
                        Map<String, String> question = new HashMap<>(filter);
                        question.putAll(stretch);
                        question.put("sort", order.word());
                        question.put("order", direction);
                        all.add(question);
                    }
                }
            }
        }
        return all;
    }

    /** What nearly every file has is found at the beginning of the table: read in order, but for a tenth of it at most. */
    private static boolean readsTheTable(String plan) {
        Matcher begun = Pattern.compile(
                        "Limit  \\(cost=\\d+\\.\\d+\\.\\.(\\d+)[^\\n]*\\n *->  Seq Scan on file f_1  \\(cost=\\d+\\.\\d+\\.\\.(\\d+)")
                .matcher(plan);
        boolean ends = begun.find() && Long.parseLong(begun.group(1)) * 10 < Long.parseLong(begun.group(2));
        return (ends ? begun.replaceFirst("") : plan).contains("Seq Scan");
    }

    private static List<SqlQuery> statements(FileQuery query, ListPlace place) {
        if (query.filter().isOpen()) {
            return List.of(FileSelection.files(query, place, PAGE));
        }
        List<SqlQuery> all = new ArrayList<>();
        all.add(FileSelection.hits(query, place, PAGE, 2_000));
        query.filter().indexed().forEach(one -> all.add(FileSelection.among(query, one, place, PAGE, 2_000)));
        return all;
    }

    private static List<ListPlace> places(FileQuery query) {
        Object key = query.order()
                .value(
                        switch (query.order()) {
                            case NAME -> "crowd/file-30000.txt";
                            case SIZE -> "500000";
                            case MODIFIED ->
                                Instant.now().minus(Duration.ofHours(8)).toString();
                        });
        List<ListPlace> places = new ArrayList<>();
        places.add(null);
        places.add(new ListPlace(null, key, UUID.randomUUID()));
        return places;
    }

    private List<Known> known() throws SQLException {
        List<Known> all = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select id, path, size, content_type, tags from file where deleted_at is null and owner = '%s'"
                                .formatted(owner))) {
            while (rows.next()) {
                all.add(new Known(
                        rows.getObject(1, UUID.class),
                        rows.getString(2),
                        rows.getLong(3),
                        rows.getString(4),
                        rows.getString(5)));
            }
        }
        return all;
    }

    private record Known(UUID id, String path, long size, String type, String tags) {
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    private String explain(SqlQuery query) {
        return StreamSupport.stream(
                        pool.preparedQuery("explain " + query.sql())
                                .execute(query.values())
                                .await()
                                .atMost(Duration.ofMinutes(1))
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl(DATABASE), postgres.user(DATABASE), postgres.password(DATABASE));
    }
}
