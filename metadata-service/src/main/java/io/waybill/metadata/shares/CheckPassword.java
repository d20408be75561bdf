package io.waybill.metadata.shares;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.SharePassword;
import io.waybill.metadata.audit.AuditLog;
import io.waybill.metadata.audit.AuditedAction;
import io.waybill.metadata.audit.Origin;
import io.waybill.metadata.shares.ShareRows.KeptPassword;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether a password is that of a share. Every guess takes one of the attempts that are free before it is compared. The same
 * word within a minute is the same guess: programs that send the password with every request are hashed for once, and the many that
 * come at once with the right one take one attempt.
 */
@ApplicationScoped
public class CheckPassword {
    private static final Duration SAME_GUESS = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final ShareRows rows;
    private final HashPasswords passwords;
    private final AuditLog audit;
    private final ShareMetrics metrics;

    /** What was guessed, under a key of this process: neither a memory of passwords nor of something that tells them. */
    private final SecretKeySpec ownKey;

    private final Cache<String, Uni<Boolean>> guesses = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(SAME_GUESS)
            .build();

    /** Compares with what is in {@code rows}. */
    public CheckPassword(ShareRows rows, HashPasswords passwords, AuditLog audit, ShareMetrics metrics) {
        this.rows = rows;
        this.passwords = passwords;
        this.audit = audit;
        this.metrics = metrics;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        ownKey = new SecretKeySpec(random, "HmacSHA256");
    }

    /** Completes when it is, or none is needed. Fails with {@code share_password}, {@code too_many_attempts} and {@code busy}. */
    Uni<Void> check(SharePassword asked) {
        Origin origin = Origin.current().by("link " + asked.share());
        return rows.password(asked.share())
                .flatMap(kept -> kept.map(known -> guess(asked, known, origin))
                        .orElseGet(() -> Uni.createFrom().item(true)))
                .invoke(matches -> {
                    if (!matches) {
                        throw new WaybillException(ErrorCode.SHARE_PASSWORD, "This is not the password of the link.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Boolean> guess(SharePassword asked, KeptPassword kept, Origin origin) {
        String name = asked.share() + ":" + kept.epoch() + ":" + mac(asked.password());
        Uni<Boolean> answer = guesses.get(name, first -> compare(asked, kept, origin)
                .onFailure()
                .invoke(failure -> guesses.invalidate(name))
                .memoize()
                .indefinitely());
        Context mine = Vertx.currentContext();
        return mine == null ? answer : answer.emitOn(next -> mine.runOnContext(now -> next.run()));
    }

    private Uni<Boolean> compare(SharePassword asked, KeptPassword kept, Origin origin) {
        UUID share = asked.share();
        return rows.takeAttempt(share)
                .flatMap(free -> free ? passwords.matches(kept.hash(), asked.password()) : blocked(share))
                .flatMap(matches -> settle(share, matches, origin).replaceWith(matches));
    }

    private Uni<Boolean> blocked(UUID share) {
        metrics.password("blocked");
        return rows.secondsBlocked(share).map(seconds -> {
            throw new WaybillException(
                            ErrorCode.TOO_MANY_ATTEMPTS,
                            "Several wrong passwords were tried: the next may be tried in " + seconds + " s.")
                    .with("retryAfter", seconds);
        });
    }

    private Uni<Void> settle(UUID share, boolean matches, Origin origin) {
        metrics.password(matches ? "good" : "wrong");
        return matches
                ? rows.freeAttempts(share)
                : rows.origin(share).flatMap(found -> found.map(known -> rows.note(audit.entry(refused(known), origin)))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private static AuditedAction refused(ShareRows.Origin share) {
        return new AuditedAction(
                "share.password_refused",
                share.owner(),
                null,
                share.path(),
                null,
                null,
                ErrorCode.SHARE_PASSWORD.code());
    }

    private String mac(String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(ownKey);
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256.", impossible);
        }
    }
}
