package io.waybill.system;

import io.waybill.stack.External;
import io.waybill.stack.Stack;
import io.waybill.stack.StackFile;
import io.waybill.stack.StackOptions;
import io.waybill.stack.StoreKind;
import io.waybill.stack.part.Part;
import io.waybill.stack.postgres.PostgresServer;
import io.waybill.stack.store.MinioServer;
import io.waybill.stack.store.S3ProxyServer;
import io.waybill.stack.store.S3Store;
import io.waybill.system.client.Bucket;
import io.waybill.system.client.Client;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Four services that start no part of their own: PostgreSQL, Kafka, the issuer and an S3 store are given from outside, as the
 * README says. The store is a real MinIO where there is one, else S3Proxy.
 */
public final class GivenParts implements AutoCloseable {
    private static final String BUCKET = "given";

    private final PostgresServer postgres;
    private final Part store;
    private final Stack stack;

    private GivenParts(PostgresServer postgres, Part store, Stack stack) {
        this.postgres = postgres;
        this.store = store;
        this.stack = stack;
    }

    /** Starts a database server and a store under {@code home}, and the services on them; Kafka and the issuer are the shared ones. */
    public static GivenParts start(Path home) {
        PostgresServer postgres = PostgresServer.start(home.resolve("given-postgres"));
        Part store = MinioServer.isPresent()
                ? MinioServer.start(home.resolve("given-store"))
                : S3ProxyServer.start(home.resolve("given-store"));
        S3Store s3 = (S3Store) store;
        StackFile shared = Waybill.shared().describe();
        External given = new External(
                Optional.of(postgres.jdbcUrl("")),
                postgres.administrator(),
                postgres.administratorPassword(),
                Optional.of(shared.kafka()),
                Optional.of(shared.issuer()),
                Optional.of(new External.S3(s3.endpoint(), s3.region(), BUCKET, s3.accessKey(), s3.secretKey())));
        Stack stack = Stack.start(
                StackOptions.in(home.resolve("stack")).withStore(StoreKind.S3).withExternal(given));
        return new GivenParts(postgres, store, stack);
    }

    public Client alice() {
        Client shared = Waybill.shared().alice();
        return new Client(stack.gateway(), shared::token);
    }

    /** The services, to be looked at and broken. */
    public Stack stack() {
        return stack;
    }

    /** What the services keep their bytes in, seen from outside. */
    public Bucket bucket() {
        return new Bucket((S3Store) store, BUCKET);
    }

    /** Everything that is staged in the store, also what it forgot to list since its last start. */
    public List<String> multiparts() {
        List<String> all = new ArrayList<>(bucket().multiparts(""));
        column("waybill_transfer", "select store_key from staging")
                .forEach(key -> all.addAll(bucket().multiparts(key)));
        return all;
    }

    /** Ends the store as a power cut of its process would, and leaves it down. */
    public void killStore() {
        store.kill();
    }

    public void reviveStore() {
        store.start();
    }

    /** Ends transfer-service and starts it again: the first thing it does is to look for what a crash left. */
    public void restartTransfer() {
        stack.service("transfer-service").kill();
        stack.service("transfer-service").start();
    }

    /** The first column of a query. */
    public List<String> column(String database, String query) {
        try (Connection connection = connect(database);
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException broken) {
            throw new IllegalStateException(query, broken);
        }
    }

    public void update(String database, String statement) {
        try (Connection connection = connect(database)) {
            connection.createStatement().executeUpdate(statement);
        } catch (SQLException broken) {
            throw new IllegalStateException(statement, broken);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl(database), postgres.administrator(), postgres.administratorPassword());
    }

    @Override
    public void close() {
        stack.close();
        store.stop();
        postgres.stop();
    }
}
