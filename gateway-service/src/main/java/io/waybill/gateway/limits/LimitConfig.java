package io.waybill.gateway.limits;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.Optional;

/** What one user, one API key or one address may ask of the gateway. */
@ConfigMapping(prefix = "waybill.limits")
public interface LimitConfig {
    /** Whether anything is limited here at all. */
    @WithDefault("true")
    boolean enabled();

    /** How often they may ask. */
    Requests requests();

    /** How fast bodies may go, in each replica. */
    Bytes bytes();

    /** How many users, keys and addresses each replica remembers; the least used are forgotten first. */
    @WithDefault("50000")
    @Positive
    int remembered();

    /** How long a request waits for the database to say what is left; then this replica counts alone for a second. */
    @WithDefault("0.25S")
    Duration patience();

    /** Bytes a second of the bodies that go to and come from transfer-service. */
    interface Bytes {
        /** What clients send. */
        Speeds up();

        /** What clients get. */
        Speeds down();
    }

    /** Bytes a second, at least 64K. Without a value there is no limit. */
    interface Speeds {
        /** Of all requests of one user together. */
        Optional<MemorySize> perUser();

        /** Of all requests with one API key; they count for its owner, too. */
        Optional<MemorySize> perKey();

        /** Of all requests of one address (IPv6: one /64) where nobody is signed in. */
        Optional<MemorySize> perAddress();
    }

    /** Requests. 0 is no limit. */
    interface Requests {
        /** How many requests one user may send in a window, with every credential together. */
        @WithDefault("12000")
        @Min(0)
        int perUser();

        /** How many one API key may send; they count for its owner, too. */
        @WithDefault("12000")
        @Min(0)
        int perKey();

        /** How many may come from one address (IPv6: one /64) without anybody being signed in, or with a credential that is none. */
        @WithDefault("1200")
        @Min(0)
        int perAddress();

        /** How many requests of one user may be under way at the services at once, in each replica. */
        @WithDefault("256")
        @Min(0)
        int atOncePerUser();

        /** The window, in whole seconds. */
        @WithDefault("1M")
        Duration window();
    }
}
