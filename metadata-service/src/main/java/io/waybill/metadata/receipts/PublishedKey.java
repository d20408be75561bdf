package io.waybill.metadata.receipts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/**
 * A public key as those read it who check receipts: a JWK (RFC 7517, RFC 7518 §6.2).
 *
 * @param id its name, which follows from the key itself (RFC 7638)
 */
@JsonPropertyOrder({"kty", "crv", "x", "y", "kid", "use", "alg"})
record PublishedKey(
        String kty,
        String crv,
        String x,
        String y,
        @JsonProperty("kid") String id,
        String use,
        String alg) {
    private static final int COORDINATE_BYTES = 32;

    PublishedKey(ECPublicKey key) {
        this(coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
    }

    private PublishedKey(String x, String y) {
        this("EC", "P-256", x, y, thumbprint(x, y), "sig", "ES256");
    }

    private static String thumbprint(String x, String y) {
        try {
            byte[] canonical = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
                    .formatted(x, y)
                    .getBytes(StandardCharsets.UTF_8);
            return base64(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = new byte[COORDINATE_BYTES];
        byte[] signed = value.toByteArray();
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, bytes, COORDINATE_BYTES - length, length);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
