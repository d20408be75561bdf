package io.waybill.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.identity.SignedIn;
import io.waybill.gateway.routing.Route;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Counts requests before anything of them but the head is read. Every counted answer says what is left
 * (<a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit fields</a>).
 */
@ApplicationScoped
public class RequestLimits {
    /** Asked by machines that must not be turned away: probes, and the services that check our tokens. */
    private static final Set<String> UNCOUNTED = Set.of("health", "jwks");

    private final Map<Party, Rate> rates = new EnumMap<>(Party.class);
    private final Map<Party, String> policies = new EnumMap<>(Party.class);
    private final Map<Party, Counter> refusals = new EnumMap<>(Party.class);
    private final Cache<Counted, Allowance> allowances;
    private final TokenSource source;
    private final LongSupplier nanoClock;

    /** One who is counted. */
    private record Counted(Party party, String name) {
        String bucket() {
            return party.word() + ":" + name;
        }
    }

    /** One who is counted, and what was said about this request. */
    private record Said(Counted counted, Verdict verdict) {}

    /** Counts as {@code config} says, with the buckets that replicas share. */
    @Inject
    public RequestLimits(LimitConfig config, SharedTokens shared, MeterRegistry meters) {
        this(config, shared.source(), meters, System::nanoTime);
    }

    RequestLimits(LimitConfig config, TokenSource source, MeterRegistry meters, LongSupplier nanoClock) {
        Duration window = config.requests().window();
        if (config.enabled()) {
            limit(Party.USER, config.requests().perUser(), window, meters);
            limit(Party.KEY, config.requests().perKey(), window, meters);
            limit(Party.ADDRESS, config.requests().perAddress(), window, meters);
        }
        // One that was idle for a window is as good as new, but for what it had ahead.
        allowances = Caffeine.newBuilder()
                .maximumSize(config.remembered())
                .expireAfterAccess(window)
                .build();
        this.source = source;
        this.nanoClock = nanoClock;
    }

    private void limit(Party party, int quota, Duration window, MeterRegistry meters) {
        if (quota > 0) {
            rates.put(party, new Rate(quota, window));
            policies.put(party, "\"%s\";q=%d;w=%d".formatted(party.word(), quota, window.toSeconds()));
            refusals.put(party, meters.counter("waybill.limited", "limit", "requests", "by", party.word()));
        }
    }

    /**
     * Counts {@code exchange} for its address: nobody is signed in, or what was shown is no good.
     *
     * @return fails with {@code rate_limited}
     */
    public Future<Void> admit(Exchange exchange) {
        if (exchange.route().map(Route::name).filter(UNCOUNTED::contains).isPresent()) {
            return Future.succeededFuture();
        }
        return admit(
                exchange,
                List.of(new Counted(
                        Party.ADDRESS, ClientAddress.of(exchange.request().remoteAddress()))));
    }

    /**
     * Counts {@code exchange} for {@code who}: the user, and the API key if it is one.
     *
     * @return fails with {@code rate_limited}
     */
    public Future<Void> admit(Exchange exchange, SignedIn who) {
        List<Counted> parties = new ArrayList<>(2);
        String keyId = who.credential().caller().keyId();
        if (keyId != null) {
            parties.add(new Counted(Party.KEY, keyId));
        }
        parties.add(new Counted(Party.USER, who.credential().caller().subject()));
        return admit(exchange, parties);
    }

    private Future<Void> admit(Exchange exchange, List<Counted> parties) {
        List<Counted> limited = parties.stream()
                .filter(party -> rates.containsKey(party.party()))
                .toList();
        return limited.isEmpty() ? Future.succeededFuture() : next(exchange, limited, new ArrayList<>());
    }

    private Future<Void> next(Exchange exchange, List<Counted> parties, List<Said> said) {
        Counted party = parties.get(said.size());
        return take(party).compose(verdict -> {
            said.add(new Said(party, verdict));
            if (!verdict.allowed()) {
                return Future.failedFuture(refuse(exchange, said));
            }
            if (said.size() < parties.size()) {
                return next(exchange, parties, said);
            }
            tell(exchange, said);
            return Future.succeededFuture();
        });
    }

    /** Comes back on the event loop that asked. */
    private Future<Verdict> take(Counted party) {
        Allowance allowance = allowances.get(
                party, fresh -> new Allowance(fresh.bucket(), rates.get(fresh.party()), source, nanoClock));
        ContextInternal asking = ContextInternal.current();
        Promise<Verdict> answer = asking == null ? Promise.promise() : asking.promise();
        allowance.take(answer::complete);
        return answer.future();
    }

    /** Whoever was counted before the one who is over their limit gets it back: it was not used. */
    private WaybillException refuse(Exchange exchange, List<Said> said) {
        Said over = said.get(said.size() - 1);
        for (Said earlier : said.subList(0, said.size() - 1)) {
            Allowance allowance = allowances.getIfPresent(earlier.counted());
            if (allowance != null) {
                allowance.giveBack();
            }
        }
        tell(exchange, List.of(over));
        Party party = over.counted().party();
        refusals.get(party).increment();
        Rate rate = rates.get(party);
        long seconds = over.verdict().seconds();
        return new WaybillException(
                        ErrorCode.RATE_LIMITED,
                        "%s more than %d requests in %d s. Try again in %d s."
                                .formatted(
                                        party.sends(),
                                        rate.quota(),
                                        rate.window().toSeconds(),
                                        seconds))
                .with("violated-policies", List.of(party.word()))
                .with(Answers.RETRY_AFTER, seconds);
    }

    /** Once for each request: put together without a format, which costs more than the count does. */
    private void tell(Exchange exchange, List<Said> said) {
        StringBuilder policy = new StringBuilder();
        StringBuilder left = new StringBuilder();
        for (Said one : said) {
            Party party = one.counted().party();
            String comma = policy.isEmpty() ? "" : ", ";
            policy.append(comma).append(policies.get(party));
            left.append(comma)
                    .append('"')
                    .append(party.word())
                    .append("\";r=")
                    .append(one.verdict().left())
                    .append(";t=")
                    .append(one.verdict().seconds());
        }
        exchange.response().putHeader("RateLimit-Policy", policy).putHeader("RateLimit", left);
    }
}
