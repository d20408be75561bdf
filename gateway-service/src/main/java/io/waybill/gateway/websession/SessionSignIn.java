package io.waybill.gateway.websession;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.database.GatewayDatabase;
import io.waybill.gateway.identity.Credential;
import io.waybill.gateway.identity.SignedIn;
import io.waybill.gateway.identity.Unguessable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns the cookie of a request into whom it stands for. The row is read for every request: a sign-out anywhere holds from the
 * next one on.
 */
@ApplicationScoped
public class SessionSignIn {
    /** The program that acts for people in a browser. */
    static final String CLIENT = "waybill-gateway";

    private static final Duration SEEN_GRAIN = Duration.ofMinutes(1);
    private static final int MAX_CHARACTERS = 128;

    private final GatewayDatabase database;
    private final SessionRows rows;
    private final SessionRefresh refresh;
    private final SessionConfig config;
    private final Clock clock;

    /** One for each session, so that its internal token serves many requests. */
    private final Cache<UUID, Credential> credentials = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofMinutes(5))
            .build();

    /** Reads {@code rows}. */
    public SessionSignIn(
            GatewayDatabase database, SessionRows rows, SessionRefresh refresh, SessionConfig config, Clock clock) {
        this.database = database;
        this.rows = rows;
        this.refresh = refresh;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Somebody known.
     *
     * @param nextCookie a new value for the cookie; null to keep the one that was shown
     */
    public record Known(SignedIn who, Instant endsAt, String nextCookie) {}

    /**
     * Whom {@code cookie} stands for.
     *
     * @param mayRotate whether the answer comes at once, and can bring a new cookie
     * @return fails with {@code unauthenticated}, {@code forbidden}, {@code unavailable} or {@code database_unavailable}
     */
    public Future<Known> signIn(String cookie, boolean mayRotate) {
        if (cookie.isEmpty() || cookie.length() > MAX_CHARACTERS) {
            return Future.failedFuture(signedOut());
        }
        return database.beside(() -> know(cookie, mayRotate));
    }

    private Known know(String cookie, boolean mayRotate) {
        byte[] hash = Unguessable.hash(cookie);
        Session session = rows.find(hash).orElseThrow(SessionSignIn::signedOut);
        Instant now = clock.instant();
        if (session.shown() == Session.Shown.NEXT) {
            rows.confirm(session.id(), hash, now.plus(config.overlap()));
        }
        if (now.isAfter(session.seenAt().plus(SEEN_GRAIN))) {
            rows.touch(session.id());
        }
        Session fresh = refresh.fresh(session);
        boolean due = mayRotate && fresh.rotate() && session.shown() != Session.Shown.LAST;
        Optional<String> next = due ? Optional.of(Unguessable.fresh()) : Optional.empty();
        return new Known(
                new SignedIn(credential(fresh), fresh.id()),
                fresh.endsAt(),
                next.filter(value -> rows.offer(fresh.id(), Unguessable.hash(value)))
                        .orElse(null));
    }

    private Credential credential(Session session) {
        return credentials
                .asMap()
                .compute(
                        session.id(),
                        (id, known) -> known != null
                                        && known.caller().equals(session.caller())
                                        && known.goodUntil().equals(session.goodUntil())
                                ? known
                                : new Credential(session.caller(), session.goodUntil()));
    }

    static WaybillException signedOut() {
        return new WaybillException(
                ErrorCode.UNAUTHENTICATED, "You are signed out, or this session has ended. Sign in again.");
    }
}
