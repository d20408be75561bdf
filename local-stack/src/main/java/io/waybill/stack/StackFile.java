package io.waybill.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.stack.keycloak.LocalUser;
import io.waybill.stack.part.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code <home>/stack.json}: where everything is while the stack is up, for scripts and people. It holds passwords, so
 * only its owner may read it; it is written whole or not at all.
 *
 * @param gateway the base URL of the only door
 * @param issuer the OIDC issuer
 * @param clientId the public client to sign in with
 * @param users who can sign in; empty with an external issuer
 * @param services each process, by name
 * @param kafka bootstrap servers
 * @param postgres a JDBC URL
 * @param store where bytes are kept
 */
public record StackFile(
        String gateway,
        String issuer,
        String clientId,
        List<LocalUser> users,
        Map<String, Service> services,
        String kafka,
        String postgres,
        Store store) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One process.
     *
     * @param url its base URL
     * @param pid its process id
     * @param log the file it writes to
     */
    public record Service(String url, long pid, String log) {}

    /**
     * Where bytes are kept.
     *
     * @param kind {@code filesystem} or {@code s3}
     * @param endpoint of the s3 store, else absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Store(String kind, String endpoint) {}

    /** Reads it; empty when the stack of that home is not up. */
    public static Optional<StackFile> read(Path home) {
        Path file = in(home);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), StackFile.class));
        } catch (IOException e) {
            throw new StackException("The file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes it, replacing an older one in one step. */
    public void write(Path home) {
        try {
            Secrets.writePrivately(in(home), json() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes it; repeating does nothing. */
    public static void delete(Path home) {
        try {
            Files.deleteIfExists(in(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The local user of that name. */
    public LocalUser user(String name) {
        return users.stream()
                .filter(user -> user.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StackException(
                        users.isEmpty()
                                ? "The issuer " + issuer + " is not ours, so there are no local users."
                                : "There is no user " + name + "; there are "
                                        + String.join(
                                                ", ",
                                                users.stream()
                                                        .map(LocalUser::name)
                                                        .toList()) + "."));
    }

    /** The file's text. */
    public String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path in(Path home) {
        return home.resolve("stack.json");
    }
}
