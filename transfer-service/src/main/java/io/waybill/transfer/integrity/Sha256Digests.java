package io.waybill.transfer.integrity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 for what is hashed in one go: the JDK's, which uses the processor's instructions on every platform. */
public final class Sha256Digests {
    private Sha256Digests() {}

    /** A digest over no bytes yet. */
    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
