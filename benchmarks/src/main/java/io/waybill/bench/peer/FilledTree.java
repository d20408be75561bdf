package io.waybill.bench.peer;

import io.waybill.stack.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A tree of very many files of one owner: rows alone, written past the services, for their bytes are of no interest. A tenth of them is
 * in one folder, the rest in folders of a thousand.
 */
public final class FilledTree {
    /** What all paths begin with. */
    public static final String ROOT = "list/";

    /** One of so many files is in the one large folder. */
    public static final int ONE_FOLDER_SHARE = 10;

    private static final String DATABASE = "waybill_metadata";
    private static final int AT_ONCE = 50_000;

    private static final String FILES = """
            with filled as (
                insert into file (id, owner, path, head_version, last_version, size, content_type, created_at, modified_at, tags)
                select gen_random_uuid(), ?,
                       'list/' || case when n % 10 = 0 then 'one/'
                                       else 'tree/' || lpad((n / 100000)::text, 2, '0') || (n / 1000 % 100) || '/' end
                               || (array['report', 'photo', 'invoice', 'notes'])[1 + n % 4] || '-' || n::bigint * 7919 % 1000003 || '.bin',
                       1, 1, n::bigint * 7919 % 1000003,
                       (array['text/plain', 'application/pdf', 'image/png', 'application/zip', 'image/jpeg'])[1 + n % 5],
                       now(), now() - n * interval '7 seconds',
                       case when n % 100 = 3 then jsonb_build_array('tag-' || n / 100 % 100) else '[]' end
                from generate_series(?::int, ?::int) n
                returning id, path, size, content_type, created_at)
            insert into version (id, file_id, number, size, sha256, store_key, content_type, upload_id, received_path,
                                 part_count, started_at, created_at)
            select gen_random_uuid(), id, 1, size, sha256(''), 'bench/' || id, content_type, gen_random_uuid(), path, 1,
                   created_at, created_at
            from filled""";

    private FilledTree() {}

    /** Fills the tree of {@code owner} up to {@code files}; nothing to do when it is that large. */
    static void fill(Stack stack, String owner, int files) {
        var postgres = stack.postgres();
        try (Connection connection = DriverManager.getConnection(
                postgres.jdbcUrl(DATABASE), postgres.user(DATABASE), postgres.password(DATABASE))) {
            int there = count(connection, owner);
            if (there >= files) {
                return;
            }
            try (Statement settings = connection.createStatement()) {
                settings.execute("set synchronous_commit = off; set maintenance_work_mem = '256MB'");
            }
            for (int first = there + 1; first <= files; first += AT_ONCE) {
                insert(connection, owner, first, Math.min(files, first + AT_ONCE - 1));
            }
            try (Statement care = connection.createStatement()) {
                care.execute("vacuum analyze file");
                care.execute("vacuum analyze version");
            }
        } catch (SQLException broken) {
            throw new IllegalStateException("the tree could not be filled", broken);
        }
    }

    private static int count(Connection connection, String owner) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select count(*) from file where owner = ? and path >= 'list/' and path < 'list0' and deleted_at is null")) {
            query.setString(1, owner);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static void insert(Connection connection, String owner, int first, int last) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(FILES)) {
            insert.setString(1, owner);
            insert.setInt(2, first);
            insert.setInt(3, last);
            insert.executeUpdate();
        }
    }
}
