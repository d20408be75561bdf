package io.waybill.gateway.identity;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Tells a signed token from noise before anybody is asked about it (RFC 7515 §3.1): three parts, a header with an asymmetric
 * algorithm, claims with an issuer and an end.
 */
final class TokenShape {
    private static final Pattern ASYMMETRIC = Pattern.compile("(RS|PS|ES)[0-9]{3}|EdDSA");

    private TokenShape() {}

    static boolean isPlausible(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            JsonObject header = decode(parts[0]);
            JsonObject claims = decode(parts[1]);
            return header.getValue("alg") instanceof String algorithm
                    && ASYMMETRIC.matcher(algorithm).matches()
                    && claims.getValue("iss") instanceof String
                    && claims.getValue("exp") instanceof Number;
        } catch (IllegalArgumentException | DecodeException noise) {
            return false;
        }
    }

    private static JsonObject decode(String part) {
        return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(part)));
    }
}
