package io.waybill.kit.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Stands where the gateway does for tests of one service: serves its key set and signs what it would sign. */
public final class LocalIssuer implements AutoCloseable {
    private static final Duration LIFETIME = Duration.ofSeconds(60);

    private final byte[] secret = new byte[32];
    private final EllipticCurveJsonWebKey key;
    private final HttpServer server;
    private final Path secretFile;

    private LocalIssuer() throws IOException, JoseException {
        new SecureRandom().nextBytes(secret);
        key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId("test");
        key.setAlgorithm("ES256");
        key.setUse("sig");
        secretFile = Files.createTempFile("waybill-service", ".key");
        Files.writeString(secretFile, Base64.getEncoder().encodeToString(secret));
        byte[] keySet = new JsonWebKeySet(key)
                .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                .getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/jwks.json", exchange -> {
            exchange.sendResponseHeaders(200, keySet.length);
            exchange.getResponseBody().write(keySet);
            exchange.close();
        });
        server.start();
    }

    /** Starts on a free port, with new keys. */
    public static LocalIssuer start() {
        try {
            return new LocalIssuer();
        } catch (IOException unstartable) {
            throw new UncheckedIOException(unstartable);
        } catch (JoseException unsigned) {
            throw new IllegalStateException(unsigned);
        }
    }

    /** What a service under test is configured with to trust this issuer. */
    public Map<String, String> configuration() {
        return Map.of("waybill.gateway.url", url().toString(), "waybill.service.secret-file", secretFile.toString());
    }

    /** The base URL that stands for the gateway's. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** {@code Bearer …} of a person with role {@code user} and these further roles. */
    public String person(String subject, String... furtherRoles) {
        return "Bearer " + personToken(subject, Instant.now().plus(LIFETIME), furtherRoles);
    }

    /** {@code Bearer …} of an API key of {@code subject}; good for {@code pathPrefix}, or for all when that is null. */
    public String key(String subject, String keyId, String pathPrefix, String... scopes) {
        JwtClaims claims = personClaims(subject, Instant.now().plus(LIFETIME));
        claims.setStringClaim("scope", String.join(" ", scopes));
        claims.setStringClaim("key_id", keyId);
        if (pathPrefix != null) {
            claims.setStringClaim("path_prefix", pathPrefix);
        }
        return "Bearer " + signed(claims);
    }

    /** {@code Bearer …} of a person whose token ended a minute ago. */
    public String expired(String subject) {
        return "Bearer " + personToken(subject, Instant.now().minus(LIFETIME));
    }

    /** {@code Bearer …} of a sister service. */
    public String service(String name) {
        JwtClaims claims = claims(
                "waybill-services", "waybill-internal", name, Instant.now().plus(LIFETIME));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        signature.setKey(new HmacKey(secret));
        return "Bearer " + sign(signature, claims);
    }

    @Override
    public void close() {
        server.stop(0);
        try {
            Files.deleteIfExists(secretFile);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private String personToken(String subject, Instant expiresAt, String... furtherRoles) {
        return signed(personClaims(subject, expiresAt, furtherRoles));
    }

    private static JwtClaims personClaims(String subject, Instant expiresAt, String... furtherRoles) {
        JwtClaims claims = claims("waybill-gateway", "waybill", subject, expiresAt);
        claims.setStringListClaim(
                "groups",
                Stream.concat(Stream.of("user"), Stream.of(furtherRoles)).toList());
        claims.setStringClaim("name", subject);
        claims.setStringClaim("scope", "read write");
        claims.setStringClaim("client_id", "waybill-cli");
        return claims;
    }

    private String signed(JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        return sign(signature, claims);
    }

    private static JwtClaims claims(String issuer, String audience, String subject, Instant expiresAt) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(audience);
        claims.setSubject(subject);
        claims.setIssuedAt(NumericDate.fromSeconds(expiresAt.minus(LIFETIME).getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(expiresAt.getEpochSecond()));
        return claims;
    }

    private static String sign(JsonWebSignature signature, JwtClaims claims) {
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException unsigned) {
            throw new IllegalStateException(unsigned);
        }
    }
}
