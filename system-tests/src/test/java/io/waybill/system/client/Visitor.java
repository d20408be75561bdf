package io.waybill.system.client;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody with a browser: follows redirects, keeps cookies, fills in the forms of the sign-in service. */
public final class Visitor {
    private static final Pattern FORM = Pattern.compile("<form[^>]*\\saction=\"([^\"]+)\"");

    private final CookieJar cookies = new CookieJar();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .cookieHandler(cookies)
            .build();
    private final URI gateway;

    /** Somebody at {@code gateway}, whom nobody knows yet. */
    public Visitor(URI gateway) {
        this.gateway = gateway;
    }

    /** Signs in at the gateway by way of the sign-in service, and goes on to {@code /api/session}. */
    public Visitor signIn(String name, String password) {
        HttpResponse<String> page = visit(gateway.resolve("/auth/login?return=/api/session"));
        HttpResponse<String> arrived = logIn(page, name, password);
        if (!Client.json(arrived).path("signedIn").asBoolean()) {
            throw new AssertionError(arrived.uri() + " " + arrived.body());
        }
        return this;
    }

    /** Fills in the page that asks for a name and a password. */
    public HttpResponse<String> logIn(HttpResponse<String> page, String name, String password) {
        return submit(page, Map.of("username", name, "password", password, "credentialId", ""));
    }

    /** Sends the first form of {@code page} with what was on it and {@code fields}. */
    public HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> fields) {
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new AssertionError("There is no form on " + page.uri() + ": " + page.body());
        }
        Map<String, String> all = new TreeMap<>(hidden(page.body().substring(form.start())));
        all.putAll(fields);
        return send(HttpRequest.newBuilder(page.uri().resolve(form.group(1).replace("&amp;", "&")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(all))));
    }

    private static Map<String, String> hidden(String page) {
        Map<String, String> fields = new TreeMap<>();
        Matcher inputs = Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
                .matcher(page);
        while (inputs.find()) {
            fields.put(inputs.group(1), inputs.group(2));
        }
        return fields;
    }

    /** A form as it is sent. */
    public static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** What is at an address after all redirects. */
    public HttpResponse<String> visit(URI address) {
        return send(HttpRequest.newBuilder(address));
    }

    /** Whether the gateway knows who this is. */
    public boolean isSignedIn() {
        return session().path("signedIn").asBoolean();
    }

    /** What the gateway says of the session. */
    public JsonNode session() {
        return Client.json(visit(gateway.resolve("/api/session")));
    }

    /** A request as a script of the gateway's own page sends it; {@code at} is this gateway or a replica of it. */
    public HttpRequest.Builder script(URI at, String target) {
        return HttpRequest.newBuilder(at.resolve(target))
                .header("X-Waybill-Request", "1")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Origin", "http://" + gateway.getAuthority());
    }

    /** The cookie of the session, as it is sent. */
    public String cookie() {
        return "waybill-session=" + cookies.value("waybill-session");
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofMinutes(2)).build(), BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
