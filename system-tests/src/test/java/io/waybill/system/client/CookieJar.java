package io.waybill.system.client;

import java.net.CookieHandler;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Keeps cookies as browsers do on this machine: those that are {@code Secure} count on its plain http, which Java's own jar denies. */
final class CookieJar extends CookieHandler {
    private final Map<String, String> cookies = new ConcurrentHashMap<>();

    /** What is kept under {@code name}; null for nothing. */
    String value(String name) {
        return cookies.get(name);
    }

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> requestHeaders) {
        if (cookies.isEmpty()) {
            return Map.of();
        }
        return Map.of(
                "Cookie",
                List.of(cookies.entrySet().stream()
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; "))));
    }

    @Override
    public void put(URI uri, Map<String, List<String>> responseHeaders) {
        responseHeaders.forEach((field, values) -> {
            if ("set-cookie".equalsIgnoreCase(field)) {
                values.forEach(this::keep);
            }
        });
    }

    private void keep(String cookie) {
        String[] pair = cookie.split(";", 2)[0].split("=", 2);
        if (cookie.toLowerCase(java.util.Locale.ROOT).contains("max-age=0")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }
}
