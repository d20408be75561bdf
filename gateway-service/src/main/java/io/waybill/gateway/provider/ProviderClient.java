package io.waybill.gateway.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Asks the provider: where things are (OpenID Connect Discovery 1.0), and for tokens (RFC 6749 §4.1.3, §6). Blocks for 5 s at most. */
@ApplicationScoped
public class ProviderClient {
    private static final Logger LOG = Logger.getLogger(ProviderClient.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration KNOWN = Duration.ofMinutes(5);

    private final ObjectMapper json;
    private final Clock clock;
    private final String issuer;
    private final String clientId;
    private final Optional<String> secret;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private volatile Endpoints endpoints;
    private volatile Instant knownUntil = Instant.MIN;

    /**
     * The client in {@code config}; nothing is asked yet.
     *
     * @throws IllegalStateException when the secret is named and cannot be read
     */
    @Inject
    public ProviderClient(ClientConfig config, ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
        issuer = config.issuer().toString();
        clientId = config.clientId();
        secret = config.clientSecretFile().map(ProviderClient::read);
    }

    /** For the proxy of the container. */
    protected ProviderClient() {
        json = null;
        clock = null;
        issuer = null;
        clientId = null;
        secret = Optional.empty();
    }

    /**
     * Where the provider does what.
     *
     * @param endSession where people sign out of everything; null when there is no such place
     * @param namesItself whether its answers to a sign-in always say who it is (RFC 9207)
     */
    public record Endpoints(URI authorization, URI token, URI keys, URI endSession, boolean namesItself) {}

    /** Its issuer. */
    public String issuer() {
        return issuer;
    }

    /** What it calls us. */
    public String clientId() {
        return clientId;
    }

    /** Whether browsers can be signed in at all. */
    public boolean isConfigured() {
        return secret.isPresent();
    }

    /**
     * Where the provider does what; asked again every five minutes.
     *
     * @throws WaybillException {@code unavailable}
     */
    public Endpoints endpoints() {
        Endpoints known = endpoints;
        if (known != null && clock.instant().isBefore(knownUntil)) {
            return known;
        }
        JsonNode document = get(URI.create(issuer + "/.well-known/openid-configuration"));
        if (!issuer.equals(document.path("issuer").asText())) {
            LOG.errorf("The provider at %s calls itself %s.", issuer, document.path("issuer"));
            throw away(null);
        }
        Endpoints found = new Endpoints(
                address(document, "authorization_endpoint"),
                address(document, "token_endpoint"),
                address(document, "jwks_uri"),
                document.hasNonNull("end_session_endpoint") ? address(document, "end_session_endpoint") : null,
                document.path("authorization_response_iss_parameter_supported").asBoolean());
        endpoints = found;
        knownUntil = clock.instant().plus(KNOWN);
        return found;
    }

    /** Its public keys as they are now. */
    String keySet() {
        return get(endpoints().keys()).toString();
    }

    /**
     * Tokens for an authorization code.
     *
     * @throws GrantRefusedException when the code is not good, or no longer
     * @throws WaybillException {@code unavailable}
     */
    public ProviderTokens redeem(String code, String verifier, String redirectUri) throws GrantRefusedException {
        return tokens(Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "code_verifier", verifier,
                "redirect_uri", redirectUri));
    }

    /**
     * New tokens for a refresh token.
     *
     * @throws GrantRefusedException when the person was signed out there, or may not come in any more
     * @throws WaybillException {@code unavailable}
     */
    public ProviderTokens refresh(String refreshToken) throws GrantRefusedException {
        return tokens(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    private ProviderTokens tokens(Map<String, String> form) throws GrantRefusedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(endpoints().token())
                .header("Authorization", basic())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(form))));
        JsonNode body = parsed(answer);
        if (answer.statusCode() == 400
                && "invalid_grant".equals(body.path("error").asText())) {
            throw new GrantRefusedException();
        }
        if (answer.statusCode() != 200 || !body.hasNonNull("access_token")) {
            LOG.errorf("The provider gives no tokens: %d, %s.", answer.statusCode(), body.path("error"));
            throw away(null);
        }
        return new ProviderTokens(
                body.path("access_token").asText(),
                body.path("refresh_token").asText(null),
                body.path("id_token").asText(null));
    }

    private JsonNode get(URI address) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address));
        if (answer.statusCode() != 200) {
            LOG.warnf("The provider answers %d at %s.", answer.statusCode(), address);
            throw away(null);
        }
        return parsed(answer);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw away(unreachable);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw away(stopping);
        }
    }

    private JsonNode parsed(HttpResponse<String> answer) {
        try {
            return json.readTree(answer.body());
        } catch (IOException nonsense) {
            throw away(nonsense);
        }
    }

    /** Both halves are form-encoded first (RFC 6749 §2.3.1). */
    private String basic() {
        String both = encoded(clientId) + ":" + encoded(secret.orElseThrow());
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    /** A form or a query. */
    public static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static URI address(JsonNode document, String name) {
        try {
            return URI.create(document.path(name).asText());
        } catch (IllegalArgumentException nonsense) {
            throw away(nonsense);
        }
    }

    private static WaybillException away(Throwable cause) {
        return new WaybillException(
                ErrorCode.UNAVAILABLE, "Nobody can be signed in right now: the sign-in service is away.", cause);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new IllegalStateException("The client secret cannot be read from " + file + ".", unreadable);
        }
    }
}
