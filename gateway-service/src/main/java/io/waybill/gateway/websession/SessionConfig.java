package io.waybill.gateway.websession;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long people stay signed in with a browser. */
@ConfigMapping(prefix = "waybill.session")
public interface SessionConfig {
    /** How long a session may go without a request. An open WebSocket is none. */
    @WithDefault("1H")
    Duration idle();

    /** How long a session lasts at most; then people sign in again. */
    @WithDefault("12H")
    Duration longest();

    /**
     * How old what the provider said about a person may be before the next request asks again, and how soon somebody who was disabled
     * there is out here. Never longer than three quarters of the access token's life.
     */
    @WithDefault("1M")
    Duration ask();

    /** How long requests under way may go on with the cookie before the last one. */
    @WithDefault("1M")
    Duration overlap();

    /** How long a sign-in that was begun may take. */
    @WithDefault("10M")
    Duration signIn();

    /** How often rows that are over are deleted. */
    @WithDefault("10M")
    Duration sweep();
}
