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
 * Seals secrets for the database and for cookies: AES-256-GCM with a key derived from the service secret for one purpose
 * (HKDF-SHA-256, RFC 5869), bound to what the secret belongs to. A copy of the database alone signs nothing and nobody in.
 */
public final class KeyVault {
    private static final String SIGNING_KEYS = "waybill gateway signing keys 1";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    KeyVault(byte[] serviceSecret) {
        this(serviceSecret, SIGNING_KEYS);
    }

    /** A vault of its own for {@code purpose}, which is ASCII and never changes. */
    public KeyVault(byte[] serviceSecret, String purpose) {
        try {
            byte[] extracted = hmac(new byte[32], serviceSecret);
            byte[] info = Arrays.copyOf(purpose.getBytes(StandardCharsets.US_ASCII), purpose.length() + 1);
            info[purpose.length()] = 1;
            key = new SecretKeySpec(hmac(extracted, info), "AES");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256.", impossible);
        }
    }

    /** Nonce and ciphertext of {@code secret}, which belongs to {@code keyId}. */
    public byte[] seal(String keyId, byte[] secret) {
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

    /**
     * The secret in {@code sealed}.
     *
     * @throws GeneralSecurityException when it was sealed with another secret, for another id, or was changed
     */
    public byte[] open(String keyId, byte[] sealed) throws GeneralSecurityException {
        if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
            throw new GeneralSecurityException("Too short to have been sealed.");
        }
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
