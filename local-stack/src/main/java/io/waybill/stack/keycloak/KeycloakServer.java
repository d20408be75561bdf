package io.waybill.stack.keycloak;

import io.waybill.stack.StackException;
import io.waybill.stack.part.Part;
import io.waybill.stack.part.RunningPart;
import io.waybill.stack.part.Secrets;
import io.waybill.stack.process.ChildProcess;
import io.waybill.stack.process.HttpCheck;
import io.waybill.stack.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keycloak over a home directory, with the realm {@code waybill} and the users alice, bob and admin, whose passwords are
 * made for the home. The realm is imported the first time and then kept as it is.
 */
public final class KeycloakServer implements Part {
    /** The public client scripts and the command line sign in with. */
    public static final String CLIENT_ID = "waybill-cli";

    /** A client of the local realm whose access tokens live two seconds. */
    static final String BRIEF_CLIENT_ID = "waybill-brief";

    /** A client of the local realm whose access tokens are for somebody else. */
    static final String FOREIGN_CLIENT_ID = "waybill-foreign";

    /** The confidential client that the gateway signs browsers in with. */
    static final String BROWSER_CLIENT_ID = "waybill-gateway";

    private static final String USUAL_GATEWAY = "http://127.0.0.1:8080";

    private static final int SECRET_BYTES = 32;
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    private static final Duration ARCHIVE_PATIENCE = Duration.ofMinutes(2);

    private final RunningPart running;
    private final Secrets secrets;
    private final String gateway;

    private KeycloakServer(Path home, Path log, int port, String gateway) {
        this.gateway = gateway;
        this.running = new RunningPart("keycloak", home, log, port, STOP_PATIENCE, this::launch);
        this.secrets = Secrets.in(running.home().resolve("passwords.properties"));
    }

    /** Starts one on a free port. */
    public static KeycloakServer start(Path home) {
        return start(home, home.resolve("keycloak.log"), 0, USUAL_GATEWAY);
    }

    /** Starts one that logs to {@code log}, for the gateway at that address; port 0 is any free one. */
    public static KeycloakServer start(Path home, Path log, int port, String gateway) {
        KeycloakServer server = new KeycloakServer(home, log, port, gateway);
        server.start();
        return server;
    }

    @Override
    public RunningPart running() {
        return running;
    }

    /** {@code http://127.0.0.1:<port>/realms/waybill}: what WAYBILL_ISSUER wants. */
    public String issuer() {
        return "http://127.0.0.1:" + port() + "/realms/waybill";
    }

    /** Everybody who can sign in. */
    public List<LocalUser> users() {
        return List.of(user("alice", "user"), user("bob", "user"), user("admin", "admin"));
    }

    /**
     * An access token of a local user, good for five minutes.
     *
     * @throws StackException when there is no such user or Keycloak is down
     */
    public String token(String name) {
        return token(name, CLIENT_ID);
    }

    /** The same, good for two seconds. */
    public String briefToken(String name) {
        return token(name, BRIEF_CLIENT_ID);
    }

    /** A good token of the realm that is not meant for Waybill: its {@code aud} names others. */
    public String foreignToken(String name) {
        return token(name, FOREIGN_CLIENT_ID);
    }

    /** A file with the secret of the gateway's client; empty in a home of before there was one, whose realm has none. */
    public Optional<Path> clientSecret() {
        Path file = secretFile();
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    private Path secretFile() {
        return running.home().resolve("client-secret");
    }

    private String token(String name, String clientId) {
        LocalUser user = users().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StackException("The local realm has no user " + name + "."));
        return PasswordGrant.accessToken(issuer(), clientId, user.name(), user.password());
    }

    private LocalUser user(String name, String role) {
        return new LocalUser(name, secrets.password(name), role);
    }

    /**
     * Starts one in a fresh home and stops it when it serves, so that its JVM leaves the classes it loaded in
     * {@code archive}; a JVM that cannot leaves none.
     */
    static void recordClasses(Path home, Path archive) {
        KeycloakServer server = new KeycloakServer(home, home.resolve("keycloak.log"), 0, USUAL_GATEWAY);
        List<String> command =
                server.command(JavaCommand.unleashed().options("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off"));
        // A JVM that carries an agent refuses to archive classes.
        ChildProcess process = ChildProcess.program(server.launch(command), "TERM");
        server.awaitReady(process);
        process.stop(ARCHIVE_PATIENCE);
    }

    private ChildProcess launch() {
        JavaCommand java = JavaCommand.leashed(running.home());
        KeycloakDistribution.classes().ifPresent(archive -> java.options("-XX:SharedArchiveFile=" + archive));
        ChildProcess server = ChildProcess.java(launch(command(java)));
        awaitReady(server);
        return server;
    }

    private ChildProcess.Launch launch(List<String> command) {
        return new ChildProcess.Launch(name(), command, Map.of(), running.home(), log());
    }

    private void awaitReady(ChildProcess server) {
        server.awaitReady(START_PATIENCE, () -> HttpCheck.isOk(issuer() + "/.well-known/openid-configuration"));
    }

    private List<String> command(JavaCommand java) {
        Path distribution = KeycloakDistribution.ready();
        try {
            prepareHome(distribution);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path database = running.home().resolve("data").resolve("h2").resolve("keycloak");
        return KeycloakDistribution.command(
                java,
                distribution,
                running.home(),
                List.of(
                        "start",
                        "--optimized",
                        "--import-realm",
                        // Else it forms a cluster of one, with certificates of its own, open to the network.
                        "--cache=local",
                        "--http-enabled=true",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port(),
                        "--hostname=http://127.0.0.1:" + port(),
                        "--db-url=jdbc:h2:file:" + database + ";NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE"));
    }

    private void prepareHome(Path distribution) throws IOException {
        for (String directory : List.of("conf", "data/import", "data/h2", "providers", "themes")) {
            Files.createDirectories(running.home().resolve(directory));
        }
        // It looks for what its build left under its home.
        Path libraries = running.home().resolve("lib");
        Files.deleteIfExists(libraries);
        Files.createSymbolicLink(libraries, distribution.resolve("lib"));
        for (String file : List.of("conf/keycloak.conf", "conf/cache-ispn.xml")) {
            Files.copy(distribution.resolve(file), running.home().resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Secrets.writePrivately(
                running.home().resolve("data").resolve("import").resolve("waybill-realm.json"),
                LocalRealm.with(users(), gateway, secretOfBrowserClient()));
    }

    /** Made with the realm: one that was imported without it keeps the secret that Keycloak made up. */
    private String secretOfBrowserClient() throws IOException {
        Path file = secretFile();
        if (Files.exists(file)) {
            return Files.readString(file);
        }
        String secret = Secrets.random(SECRET_BYTES);
        if (!Files.exists(running.home().resolve("data/h2/keycloak.mv.db"))) {
            Secrets.writePrivately(file, secret);
        }
        return secret;
    }
}
