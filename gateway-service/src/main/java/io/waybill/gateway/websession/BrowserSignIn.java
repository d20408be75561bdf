package io.waybill.gateway.websession;

import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.identity.Unguessable;
import io.waybill.gateway.protection.PublicAddress;
import io.waybill.gateway.provider.GrantRefusedException;
import io.waybill.gateway.provider.ProviderClient;
import io.waybill.gateway.provider.ProviderClient.Endpoints;
import io.waybill.gateway.provider.ProviderStatements;
import io.waybill.gateway.provider.ProviderStatements.Arrival;
import io.waybill.gateway.provider.ProviderTokens;
import io.waybill.gateway.provider.StatementRefusedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Signs a browser in: authorization code with PKCE (RFC 6749 §4.1, RFC 7636, RFC 9700), as a confidential client. The browser
 * carries a code that is worth nothing without our secret and our verifier, and leaves with a cookie; it never sees a token. Blocks.
 */
@ApplicationScoped
public class BrowserSignIn {
    /** Where the provider sends people back to. */
    static final String CALLBACK = "/auth/callback";

    private static final Logger LOG = Logger.getLogger(BrowserSignIn.class);

    private final ProviderClient provider;
    private final ProviderStatements statements;
    private final ProviderWord words;
    private final SessionRows rows;
    private final SealedTokens seals;
    private final SessionCookies cookies;
    private final SessionConfig config;
    private final PublicAddress address;
    private final Clock clock;
    private final MeterRegistry meters;

    /** Signs in with {@code provider}. */
    public BrowserSignIn(
            ProviderClient provider,
            ProviderStatements statements,
            ProviderWord words,
            SessionRows rows,
            SealedTokens seals,
            SessionCookies cookies,
            SessionConfig config,
            PublicAddress address,
            Clock clock,
            MeterRegistry meters) {
        this.provider = provider;
        this.statements = statements;
        this.words = words;
        this.rows = rows;
        this.seals = seals;
        this.cookies = cookies;
        this.config = config;
        this.address = address;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Where the browser goes next, and what it remembers.
     *
     * @param location an absolute address
     * @param cookies values of {@code Set-Cookie}
     */
    record Step(String location, List<String> cookies) {}

    /**
     * What the provider told the browser to bring.
     *
     * @param issuer who says so; null where the provider does not
     * @param error why there is no code; null when there is one
     */
    record Answer(String state, String code, String issuer, String error) {}

    /**
     * Sends the browser to the provider, to come back to {@code returnTo}.
     *
     * @throws WaybillException {@code not_found} where browsers cannot sign in, {@code unavailable}
     */
    Step begin(String returnTo) {
        if (!provider.isConfigured()) {
            throw new WaybillException(
                    ErrorCode.NOT_FOUND,
                    "Nobody can sign in with a browser here. Its operator can change that (waybill.sign-in.client-secret-file).");
        }
        PendingSignIn pending =
                PendingSignIn.to(returnTo, clock.instant().plus(config.signIn()).toEpochMilli());
        Map<String, String> query = Map.of(
                "response_type", "code",
                "client_id", provider.clientId(),
                "redirect_uri", address.at(CALLBACK),
                "scope", "openid",
                "state", pending.state(),
                "nonce", pending.nonce(),
                "code_challenge", pending.challenge(),
                "code_challenge_method", "S256");
        return new Step(
                provider.endpoints().authorization() + "?" + ProviderClient.encoded(query),
                List.of(cookies.signIn(pending.state(), seals.seal(pending), config.signIn())));
    }

    /**
     * Signs the browser in that brings {@code answer}, and sends it where it wanted to go.
     *
     * @param noted what the browser remembers of its sign-in
     * @param earlier the cookie of a session that ends with this; null for none
     * @throws WaybillException {@code sign_in_failed} when this browser did not begin it, it took too long, or the provider said no;
     *     {@code forbidden} for a person without a role; {@code unavailable}, {@code database_unavailable}
     */
    Step finish(Answer answer, Optional<String> noted, String earlier) {
        PendingSignIn pending = noted.flatMap(seals::open)
                .filter(begun -> Unguessable.same(begun.state(), answer.state()))
                .filter(begun -> clock.millis() < begun.expiresAt())
                .orElseThrow(() -> failed(
                        "unknown", "This sign-in was not begun in this browser, or too long ago. Sign in again."));
        checkIssuer(answer);
        if (answer.code() == null || answer.error() != null) {
            throw failed("denied", "The sign-in service did not let you in. Sign in again.");
        }
        String cookie = Unguessable.fresh();
        open(pending, answer.code(), cookie);
        if (earlier != null) {
            rows.take(Unguessable.hash(earlier));
        }
        meters.counter("waybill.gateway.sign.ins", "outcome", "signed_in").increment();
        return new Step(
                address.at(pending.returnTo()), List.of(cookies.session(cookie), cookies.noSignIn(pending.state())));
    }

    private void open(PendingSignIn pending, String code, String cookie) {
        try {
            ProviderTokens tokens = provider.redeem(code, pending.verifier(), address.at(CALLBACK));
            Arrival arrival = statements.arrival(String.valueOf(tokens.id()), pending.nonce());
            UUID session = UUID.randomUUID();
            SessionRows.Word word =
                    words.read(tokens.access(), session, new SealedTokens.Kept(tokens.refresh(), tokens.id()));
            if (!word.caller().subject().equals(arrival.subject())) {
                throw failed("other_subject", "The sign-in service contradicts itself. Sign in again.");
            }
            rows.insert(
                    session,
                    Unguessable.hash(cookie),
                    arrival.session(),
                    word,
                    clock.instant().plus(config.longest()));
        } catch (GrantRefusedException used) {
            LOG.debug("A code was refused.", used);
            throw failed("refused", "This sign-in was used before, or took too long. Sign in again.");
        } catch (StatementRefusedException wrong) {
            LOG.warn("An id token was refused.", wrong);
            throw failed("id_token", "What the sign-in service said is not for this sign-in. Sign in again.");
        }
    }

    /** An answer that another provider gave would have us send the code to the wrong one (RFC 9207). */
    private void checkIssuer(Answer answer) {
        Endpoints endpoints = provider.endpoints();
        boolean right = answer.issuer() == null
                ? !endpoints.namesItself()
                : answer.issuer().equals(provider.issuer());
        if (!right) {
            throw failed("issuer", "The answer is not from the sign-in service that you were sent to. Sign in again.");
        }
    }

    private WaybillException failed(String outcome, String detail) {
        meters.counter("waybill.gateway.sign.ins", "outcome", outcome).increment();
        return new WaybillException(ErrorCode.SIGN_IN_FAILED, detail);
    }

    /**
     * Ends the session of a cookie; repeating does nothing.
     *
     * @return where the browser ends it at the provider, too (OpenID Connect RP-Initiated Logout 1.0); empty when there was
     *     none, or the provider has no such place
     */
    Optional<String> end(String cookie) {
        return rows.take(Unguessable.hash(cookie)).flatMap(ended -> {
            meters.counter("waybill.gateway.sign.outs", "by", "person").increment();
            return farewell(seals.open(ended.getKey(), ended.getValue()).orElse(null));
        });
    }

    private Optional<String> farewell(SealedTokens.Kept kept) {
        try {
            Endpoints endpoints = provider.endpoints();
            if (endpoints.endSession() == null) {
                return Optional.empty();
            }
            Map<String, String> query = new HashMap<>(Map.of(
                    "client_id", provider.clientId(),
                    "post_logout_redirect_uri", address.at("/")));
            if (kept != null && kept.id() != null) {
                query.put("id_token_hint", kept.id());
            }
            return Optional.of(endpoints.endSession() + "?" + ProviderClient.encoded(query));
        } catch (WaybillException away) {
            LOG.debug("Signed out here; the provider is away.", away);
            return Optional.empty();
        }
    }
}
