package io.waybill.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals private keys for the database: AES-256-GCM with a key derived from the service secret (HKDF-SHA-256, RFC 5869), bound
 * to the id of the key. A copy of the database alone signs nothing.
 */
final class KeyVault {
    private static final byte[] PURPOSE = "waybill gateway signing keys 1".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    KeyVault(byte[] serviceSecret) {
        try {
            byte[] extracted = hmac(new byte[32], serviceSecret);
            byte[] info = Arrays.copyOf(PURPOSE, PURPOSE.length + 1);
            info[PURPOSE.length] = 1;
            key = new SecretKeySpec(hmac(extracted, info), "AES");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256.", impossible);
        }
    }

    /** Nonce and ciphertext of {@code secret}. */
    byte[] seal(String keyId, byte[] secret) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keyId, nonce).doFinal(secret);
            byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, both, NONCE_BYTES, sealed.length);
            return both;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has AES-GCM.", impossible);
        }
    }

    /** @throws GeneralSecurityException when {@code sealed} was sealed with another secret, for another id, or was changed */
    byte[] open(String keyId, byte[] sealed) throws GeneralSecurityException {
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, keyId, nonce).doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(keyId.getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }
}
