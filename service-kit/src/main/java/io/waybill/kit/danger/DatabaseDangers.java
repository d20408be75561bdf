package io.waybill.kit.danger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A password of the database that everybody guesses. */
@ApplicationScoped
class DatabaseDangers implements DangerCheck {
    static final String WEAK_PASSWORD = "weak-database-password";

    private final Optional<String> user;
    private final Optional<String> password;

    @Inject
    DatabaseDangers(
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.user = user;
        this.password = password;
    }

    @Override
    public Stream<Danger> find() {
        boolean weak = user.isPresent() && WeakSecrets.isWeak(password.orElse(""), user.get());
        return weak
                ? Stream.of(new Danger(
                        WEAK_PASSWORD,
                        "WAYBILL_DATABASE_PASSWORD is missing, a default or shorter than " + WeakSecrets.MIN_CHARACTERS
                                + " characters: set a long random one, such as of openssl rand -base64 24."))
                : Stream.empty();
    }
}
