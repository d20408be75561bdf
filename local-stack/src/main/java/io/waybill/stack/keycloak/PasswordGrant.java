package io.waybill.stack.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.stack.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Signs a local user in with a password (RFC 6749 §4.3), which only the local realm allows. */
public final class PasswordGrant {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PasswordGrant() {}

    /**
     * An access token, good for five minutes.
     *
     * @throws StackException when the issuer refuses or cannot be reached
     */
    public static String accessToken(String issuer, String clientId, String user, String password) {
        String form = "grant_type=password&scope=openid&client_id=" + encode(clientId) + "&username=" + encode(user)
                + "&password=" + encode(password);
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new StackException("The issuer " + issuer + " does not sign in " + user + ": "
                        + answer.path("error_description")
                                .asText(answer.path("error").asText("no reason given")));
            }
            return answer.path("access_token").asText();
        } catch (IOException e) {
            throw new StackException("The issuer " + issuer + " cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while signing in.", e);
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
