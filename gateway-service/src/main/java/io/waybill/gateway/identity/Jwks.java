package io.waybill.gateway.identity;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;

/** Writes public keys as services read them (RFC 7517, RFC 7518 §6.2). */
final class Jwks {
    private static final int COORDINATE_BYTES = 32;

    private Jwks() {}

    static JsonObject of(KeyRing ring) {
        JsonArray keys = new JsonArray();
        for (SigningKey key : ring.keys()) {
            keys.add(coordinates(key.publicKey())
                    .put("kid", key.id())
                    .put("use", "sig")
                    .put("alg", "ES256"));
        }
        return new JsonObject().put("keys", keys);
    }

    /** The name that follows from the key itself (RFC 7638). */
    static String thumbprint(ECPublicKey key) {
        try {
            byte[] canonical = coordinates(key).encode().getBytes(StandardCharsets.UTF_8);
            return base64(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    /** The required members in lexical order, as the thumbprint wants them. */
    private static JsonObject coordinates(ECPublicKey key) {
        return new JsonObject()
                .put("crv", "P-256")
                .put("kty", "EC")
                .put("x", base64(unsigned(key.getW().getAffineX())))
                .put("y", base64(unsigned(key.getW().getAffineY())));
    }

    private static byte[] unsigned(BigInteger coordinate) {
        byte[] signed = coordinate.toByteArray();
        if (signed.length > COORDINATE_BYTES) {
            return Arrays.copyOfRange(signed, signed.length - COORDINATE_BYTES, signed.length);
        }
        byte[] padded = new byte[COORDINATE_BYTES];
        System.arraycopy(signed, 0, padded, COORDINATE_BYTES - signed.length, signed.length);
        return padded;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
