package io.waybill.gateway.shares;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Links that people share. */
@ConfigMapping(prefix = "waybill.links")
public interface LinkConfig {
    /** How long an answer about a link holds, counted from the question: a revoked link works for no longer than that. */
    @WithDefault("0.5S")
    Duration remember();

    /** How many answers are remembered; the least used are forgotten first. */
    @WithDefault("10000")
    int remembered();

    /** How many questions about links may be under way; further ones wait. */
    @WithDefault("16")
    int connections();

    /** How many may wait; further requests are answered {@code busy}. */
    @WithDefault("256")
    int waiting();

    /** How long a download may be asked for again, whole or in ranges, without being counted again. */
    @WithDefault("24H")
    Duration downloadLife();

    /** How long a browser need not ask for the password of a link again. */
    @WithDefault("1H")
    Duration passwordLife();
}
