package io.waybill.system.client;

import io.waybill.stack.store.S3Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A bucket as anybody with its keys sees it: plain S3 requests, signed here (SigV4), nothing of Waybill's own store code. */
public final class Bucket {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String EMPTY = HexFormat.of().formatHex(sha256(""));

    private final S3Store store;
    private final String name;

    public Bucket(S3Store store, String name) {
        this.store = store;
        this.name = name;
    }

    /** The keys of all objects but previews, which come and go behind whatever is done. */
    public List<String> objects() {
        return values("Key", send("GET", "", new TreeMap<>(Map.of("list-type", "2")))).stream()
                .filter(key -> !key.startsWith("p/"))
                .toList();
    }

    /** The keys of open multipart uploads; MinIO knows those of one whole key, or of no prefix what began since its start. */
    public List<String> multiparts(String prefix) {
        return values("Key", send("GET", "", new TreeMap<>(Map.of("uploads", "", "prefix", prefix))));
    }

    /** Begins a multipart upload whose id nobody notes. */
    public void beginMultipart(String key) {
        send("POST", "/" + key, new TreeMap<>(Map.of("uploads", "")));
    }

    private String send(String method, String path, SortedMap<String, String> query) {
        String now = TIME.format(Instant.now());
        String target = "/" + name + path;
        String queryText = query.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        URI endpoint = URI.create(store.endpoint());
        String headers =
                "host:" + endpoint.getAuthority() + "\nx-amz-content-sha256:" + EMPTY + "\nx-amz-date:" + now + "\n";
        String signed = "host;x-amz-content-sha256;x-amz-date";
        String request = String.join("\n", method, target, queryText, headers, signed, EMPTY);
        HttpRequest.Builder http = HttpRequest.newBuilder(endpoint.resolve(target + "?" + queryText))
                .method(method, BodyPublishers.noBody())
                .header("x-amz-date", now)
                .header("x-amz-content-sha256", EMPTY)
                .header("Authorization", authorization(now, request, signed));
        try {
            HttpResponse<String> answer = HTTP.send(http.build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(method + " " + target + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private String authorization(String now, String request, String signedHeaders) {
        String day = now.substring(0, 8);
        String scope = day + "/" + store.region() + "/s3/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + now + "\n" + scope + "\n"
                + HexFormat.of().formatHex(sha256(request));
        byte[] key = ("AWS4" + store.secretKey()).getBytes(StandardCharsets.UTF_8);
        for (String word : List.of(day, store.region(), "s3", "aws4_request", toSign)) {
            key = hmac(key, word);
        }
        return "AWS4-HMAC-SHA256 Credential=" + store.accessKey() + "/" + scope + ", SignedHeaders=" + signedHeaders
                + ", Signature=" + HexFormat.of().formatHex(key);
    }

    private static List<String> values(String element, String xml) {
        return Pattern.compile("<" + element + ">([^<]*)</" + element + ">")
                .matcher(xml)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
