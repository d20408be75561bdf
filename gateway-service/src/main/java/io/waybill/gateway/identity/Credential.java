package io.waybill.gateway.identity;

import io.waybill.contracts.key.KeyQuestion;
import io.waybill.kit.identity.Caller;
import java.time.Instant;

/**
 * A verified credential and the internal token that was last made for it.
 *
 * @see InternalTokenMint
 */
public final class Credential {
    private final Caller caller;
    private final Instant goodUntil;
    private final KeyQuestion key;
    private volatile MintedToken minted;

    /** One that speaks for {@code caller} until {@code goodUntil}. */
    public Credential(Caller caller, Instant goodUntil) {
        this(caller, goodUntil, null);
    }

    /** The same for an API key: {@code key} asks whether it is still good, or is null. */
    public Credential(Caller caller, Instant goodUntil, KeyQuestion key) {
        this.caller = caller;
        this.goodUntil = goodUntil;
        this.key = key;
    }

    /** The question whether the API key is still good that this is; null when it is none. */
    public KeyQuestion key() {
        return key;
    }

    /** Who it speaks for. */
    public Caller caller() {
        return caller;
    }

    /** When it ends by itself. */
    public Instant goodUntil() {
        return goodUntil;
    }

    /** The internal token, or null when none was made yet. */
    MintedToken minted() {
        return minted;
    }

    void keep(MintedToken token) {
        minted = token;
    }
}
