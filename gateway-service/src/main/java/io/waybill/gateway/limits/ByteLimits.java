package io.waybill.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.exchange.Pace;
import io.waybill.gateway.identity.SignedIn;
import io.waybill.gateway.routing.Access;
import io.waybill.gateway.routing.Destination;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Slows down the bodies of whoever moves more bytes a second than they may: by reading later, never by a refusal. */
@ApplicationScoped
public class ByteLimits {
    /** A slower one would have bodies stand still for longer than services wait for them. */
    static final long LEAST_BYTES_PER_SECOND = 64 * 1024;

    /** Whoever moved nothing for this long owes nothing. */
    private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private final Cache<Moving, Speed> speeds;
    private final Map<Direction, Map<Party, Long>> limits = new EnumMap<>(Direction.class);
    private final Map<Direction, Map<Party, Counter>> waits = new EnumMap<>(Direction.class);
    private final LongSupplier nanoClock;

    private enum Direction {
        UP("bytes-up"),
        DOWN("bytes-down");

        private final String word;

        Direction(String word) {
            this.word = word;
        }
    }

    /** One whose bytes go one way. */
    private record Moving(Direction direction, Party party, String name) {}

    /** Limits as {@code config} says. */
    @Inject
    public ByteLimits(LimitConfig config, MeterRegistry meters) {
        this(config, meters, System::nanoTime);
    }

    ByteLimits(LimitConfig config, MeterRegistry meters, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        speeds = Caffeine.newBuilder()
                .maximumSize(config.remembered())
                .expireAfterAccess(FORGET_AFTER)
                .build();
        limit(Direction.UP, config.enabled() ? config.bytes().up() : null, meters);
        limit(Direction.DOWN, config.enabled() ? config.bytes().down() : null, meters);
    }

    private void limit(Direction direction, LimitConfig.Speeds speed, MeterRegistry meters) {
        limits.put(direction, new EnumMap<>(Party.class));
        waits.put(direction, new EnumMap<>(Party.class));
        if (speed != null) {
            limit(direction, Party.USER, speed.perUser(), meters);
            limit(direction, Party.KEY, speed.perKey(), meters);
            limit(direction, Party.ADDRESS, speed.perAddress(), meters);
        }
    }

    private void limit(Direction direction, Party party, Optional<MemorySize> perSecond, MeterRegistry meters) {
        if (perSecond.isEmpty()) {
            return;
        }
        long bytes = perSecond.get().asLongValue();
        if (bytes < LEAST_BYTES_PER_SECOND) {
            throw new IllegalStateException(
                    "waybill.limits.bytes: " + bytes
                            + " bytes a second is less than 64K. Bodies would stand still for longer than services wait for them.");
        }
        limits.get(direction).put(party, bytes);
        waits.get(direction).put(party, meters.counter("waybill.limited", "limit", direction.word, "by", party.word()));
    }

    /** Paces {@code exchange}, of somebody who is not signed in. */
    public void pace(Exchange exchange) {
        if (moves(exchange)) {
            String address = ClientAddress.of(exchange.request().remoteAddress());
            exchange.pace(
                    pace(List.of(new Moving(Direction.UP, Party.ADDRESS, address))),
                    pace(List.of(new Moving(Direction.DOWN, Party.ADDRESS, address))));
        }
    }

    /** Paces {@code exchange}, which {@code who} sent. */
    public void pace(Exchange exchange, SignedIn who) {
        if (moves(exchange)) {
            exchange.pace(pace(moving(Direction.UP, who)), pace(moving(Direction.DOWN, who)));
        }
    }

    /** Facts are few bytes, and nobody waits for them behind their own files. */
    private static boolean moves(Exchange exchange) {
        return exchange.route()
                .filter(route -> route.destination() == Destination.TRANSFER
                        || route.access() == Access.LINK
                        || route.name().startsWith("shared-"))
                .isPresent();
    }

    private static List<Moving> moving(Direction direction, SignedIn who) {
        List<Moving> parties = new ArrayList<>(2);
        parties.add(new Moving(direction, Party.USER, who.credential().caller().subject()));
        String keyId = who.credential().caller().keyId();
        if (keyId != null) {
            parties.add(new Moving(direction, Party.KEY, keyId));
        }
        return parties;
    }

    private Pace pace(List<Moving> parties) {
        List<Moving> limited = parties.stream()
                .filter(moving -> limits.get(moving.direction()).containsKey(moving.party()))
                .toList();
        return limited.isEmpty() ? Pace.FREE : bytes -> spend(limited, bytes);
    }

    /** Looked up for each piece: so whoever moves is not forgotten, and all of their requests share one speed. */
    private long spend(List<Moving> parties, long bytes) {
        long longest = 0;
        Moving slowest = null;
        for (Moving moving : parties) {
            long wait = speeds.get(
                            moving,
                            fresh -> new Speed(limits.get(fresh.direction()).get(fresh.party()), nanoClock))
                    .spend(bytes);
            if (wait > longest) {
                longest = wait;
                slowest = moving;
            }
        }
        if (slowest != null) {
            waits.get(slowest.direction()).get(slowest.party()).increment();
        }
        return longest;
    }
}
