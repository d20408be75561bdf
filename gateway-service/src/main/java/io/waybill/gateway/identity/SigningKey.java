package io.waybill.gateway.identity;

import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;

/**
 * One ES256 key pair and its time.
 *
 * @param id its {@code kid}
 * @param publicKey what services verify with
 * @param privateKey what the gateway signs with; null when this replica cannot read it
 * @param signsFrom when it starts to sign
 * @param signsUntil when the next one takes over
 */
record SigningKey(String id, ECPublicKey publicKey, PrivateKey privateKey, Instant signsFrom, Instant signsUntil) {
    boolean canSign() {
        return privateKey != null;
    }
}
