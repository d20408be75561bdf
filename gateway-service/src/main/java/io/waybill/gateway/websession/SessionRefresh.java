package io.waybill.gateway.websession;

import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.provider.GrantRefusedException;
import io.waybill.gateway.provider.ProviderClient;
import io.waybill.gateway.provider.ProviderTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Asks the provider again about somebody who is signed in, before what it said ends. Of all requests at all replicas one
 * asks; the others go on with what is known, or wait when that holds no longer. Blocks.
 */
@ApplicationScoped
public class SessionRefresh {
    private static final Logger LOG = Logger.getLogger(SessionRefresh.class);

    /** Longer than the provider is waited for. */
    private static final Duration ASKING = Duration.ofSeconds(12);

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 50;

    private final SessionRows rows;
    private final SealedTokens seals;
    private final ProviderClient provider;
    private final ProviderWord words;
    private final Clock clock;
    private final MeterRegistry meters;

    /** Asks {@code provider}. */
    public SessionRefresh(
            SessionRows rows,
            SealedTokens seals,
            ProviderClient provider,
            ProviderWord words,
            Clock clock,
            MeterRegistry meters) {
        this.rows = rows;
        this.seals = seals;
        this.provider = provider;
        this.words = words;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * The session as the provider sees it now, or saw it a moment ago.
     *
     * @throws WaybillException {@code unauthenticated} when the provider ended it, which ends it here; {@code forbidden} for a person who lost
     *     every role; {@code unavailable} when what is known holds no longer and the provider is away
     */
    Session fresh(Session session) {
        if (clock.instant().isBefore(session.freshUntil())) {
            return session;
        }
        Optional<byte[]> sealed = rows.claim(session.id(), clock.instant().plus(ASKING));
        return sealed.isPresent() ? ask(session, sealed.get()) : goOn(session);
    }

    private Session ask(Session session, byte[] sealed) {
        SealedTokens.Kept kept = seals.open(session.id(), sealed).orElse(null);
        if (kept == null || kept.refresh() == null) {
            throw over(session.id(), "no_tokens");
        }
        try {
            ProviderTokens tokens = provider.refresh(kept.refresh());
            SealedTokens.Kept next = new SealedTokens.Kept(
                    tokens.refresh() == null ? kept.refresh() : tokens.refresh(),
                    tokens.id() == null ? kept.id() : tokens.id());
            SessionRows.Word word = words.read(tokens.access(), session.id(), next);
            if (!word.caller().subject().equals(session.caller().subject())) {
                throw over(session.id(), "other_subject");
            }
            if (!rows.refresh(session.id(), word)) {
                throw SessionSignIn.signedOut();
            }
            count("refreshed");
            return rows.read(session.id()).orElseThrow(SessionSignIn::signedOut);
        } catch (GrantRefusedException ended) {
            throw over(session.id(), "refused");
        } catch (WaybillException failure) {
            return withoutWord(session, failure);
        }
    }

    private Session withoutWord(Session session, WaybillException failure) {
        switch (failure.code()) {
            case FORBIDDEN -> end(session.id(), "no_role");
            case UNAUTHENTICATED -> end(session.id(), "bad_token");
            case UNAVAILABLE -> {
                count("away");
                Instant now = clock.instant();
                rows.postpone(session.id(), now.plus(AGAIN));
                if (now.isBefore(session.goodUntil())) {
                    LOG.warn("Sessions cannot be refreshed: the sign-in service is away.");
                    return session;
                }
            }
            default -> LOG.debugf("A session was not refreshed: %s", failure.getMessage());
        }
        throw failure;
    }

    private WaybillException over(UUID session, String why) {
        end(session, why);
        return SessionSignIn.signedOut();
    }

    private void end(UUID session, String why) {
        rows.end(session);
        count(why);
    }

    /** Another request asks, or has asked. */
    private Session goOn(Session session) {
        Instant patience = clock.instant().plus(ASKING);
        Session known = session;
        while (!clock.instant().isBefore(known.goodUntil())) {
            if (clock.instant().isAfter(patience)) {
                throw new WaybillException(
                        ErrorCode.UNAVAILABLE, "Who you are cannot be told right now: the sign-in service is slow.");
            }
            pause();
            known = rows.read(session.id()).orElseThrow(SessionSignIn::signedOut);
        }
        return known;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new WaybillException(
                    ErrorCode.UNAVAILABLE, "The gateway is stopping. Try again in a moment.", stopping);
        }
    }

    private void count(String outcome) {
        meters.counter("waybill.gateway.session.refreshes", "outcome", outcome).increment();
    }
}
