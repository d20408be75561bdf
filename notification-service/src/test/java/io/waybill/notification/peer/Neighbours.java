package io.waybill.notification.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway's public keys and the transfer service's {@code /internal/uploads}, on one port. */
public final class Neighbours implements AutoCloseable {
    private static final Pattern QUERY = Pattern.compile("(owner|id)=([^&]*)");

    private final KeyPair keys;
    private final HttpServer server;
    private final Map<UUID, String> ownerOfUpload = new ConcurrentHashMap<>();
    private volatile boolean transferAway;

    public Neighbours() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/.well-known/jwks.json", exchange -> answer(exchange, 200, jwks()));
        server.createContext("/internal/uploads", this::uploads);
        server.setExecutor(Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "neighbours");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    /** The base URL of both. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A token as the gateway makes it. */
    public String token(String subject, String... roles) {
        return token(subject, Instant.now().plusSeconds(60), roles);
    }

    /** A token that ends at {@code expiry}. */
    public String token(String subject, Instant expiry, String... roles) {
        String header = encode("{\"alg\":\"ES256\",\"kid\":\"test\",\"typ\":\"JWT\"}");
        String claims = encode("""
                {"iss":"waybill-gateway","aud":"waybill","sub":"%s","name":"%s","groups":["%s"],"scope":"read write",\
                "client_id":"test","iat":%d,"exp":%d}""".formatted(
                        subject,
                        subject,
                        String.join("\",\"", List.of(roles)),
                        Instant.now().getEpochSecond(),
                        expiry.getEpochSecond()));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update((header + "." + claims).getBytes(StandardCharsets.US_ASCII));
            return header + "." + claims + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An upload of {@code owner} that is active from now on. */
    public UUID upload(String owner) {
        UUID id = UUID.randomUUID();
        ownerOfUpload.put(id, owner);
        return id;
    }

    /** Whether {@code /internal/uploads} answers 503. */
    public void transferAway(boolean away) {
        transferAway = away;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void uploads(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (transferAway) {
            answer(exchange, 503, "{}");
        } else if (authorization == null || !authorization.startsWith("Bearer ey")) {
            answer(exchange, 404, "{}");
        } else {
            answer(exchange, 200, found(String.valueOf(exchange.getRequestURI().getQuery())));
        }
    }

    private String found(String query) {
        Map<String, String> asked = new ConcurrentHashMap<>();
        Matcher matcher = QUERY.matcher(query);
        while (matcher.find()) {
            asked.put(matcher.group(1), matcher.group(2));
        }
        return ownerOfUpload.entrySet().stream()
                .filter(upload -> asked.getOrDefault("owner", upload.getValue()).equals(upload.getValue()))
                .filter(upload -> asked.getOrDefault("id", upload.getKey().toString())
                        .equals(upload.getKey().toString()))
                .map(upload -> """
                        {"id":"%s","owner":"%s","path":"a.txt","state":"OPEN","offset":5,"length":10,"partSizeBytes":8,\
                        "bytesPerSecond":1,"createdAt":"2026-11-20T10:00:00Z","later":"member"}""".formatted(upload.getKey(), upload.getValue()))
                .toList()
                .toString();
    }

    private String jwks() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"test\",\"x\":\"%s\",\"y\":\"%s\"}]}"
                .formatted(
                        coordinate(key.getW().getAffineX()),
                        coordinate(key.getW().getAffineY()));
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return encode(fixed);
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
