package io.waybill.system.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.system.client.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One person who does not give up: sends again what broke or was answered "later", as any decent client does. */
public final class Uploader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Failures that a person may be told, and that the same request, or one after a look at the offset, heals. */
    private static final Set<String> PASSING = Set.of(
            "unavailable",
            "store_unavailable",
            "database_unavailable",
            "busy",
            "bad_gateway",
            "request_timeout",
            "upload_superseded",
            "offset_mismatch");

    private final Client client;
    private final Ledger ledger;
    private final Runnable onFailure;

    public Uploader(Client client, Ledger ledger) {
        this(client, ledger, () -> {});
    }

    /** One who does something after each failure, such as to go another way. */
    public Uploader(Client client, Ledger ledger, Runnable onFailure) {
        this.client = client;
        this.ledger = ledger;
        this.onFailure = onFailure;
    }

    public Client client() {
        return client;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Whether the same request, sent again, may heal a problem with this code. */
    static boolean isPassing(String code) {
        return PASSING.contains(code);
    }

    /** Repeats {@code request} until it is answered with a wanted status. */
    public HttpResponse<String> insist(String what, Supplier<HttpResponse<String>> request, IntPredicate wanted) {
        return insist(what, request, answer -> true, answer -> wanted.test(answer.statusCode()));
    }

    /** Repeats {@code request} until the answer is what was {@code wanted}; one that is only {@code fine} is asked for again. */
    HttpResponse<String> insist(
            String what,
            Supplier<HttpResponse<String>> request,
            Predicate<HttpResponse<String>> wanted,
            Predicate<HttpResponse<String>> fine) {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            HttpResponse<String> answer = sendOnce(what, request, fine);
            if (answer != null && wanted.test(answer)) {
                return answer;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionError(what + " was not answered within " + PATIENCE);
    }

    /** Sends {@code request} once; null when it broke or has to be sent again. */
    public HttpResponse<String> attempt(String what, Supplier<HttpResponse<String>> request, IntPredicate wanted) {
        return sendOnce(what, request, answer -> wanted.test(answer.statusCode()));
    }

    private HttpResponse<String> sendOnce(
            String what, Supplier<HttpResponse<String>> request, Predicate<HttpResponse<String>> wanted) {
        HttpResponse<String> answer;
        try {
            answer = request.get();
        } catch (UncheckedIOException cut) {
            onFailure.run();
            return null;
        }
        if (wanted.test(answer)) {
            return answer;
        }
        String code = code(answer);
        boolean headOnly = answer.request().method().equals("HEAD") && answer.statusCode() >= 502;
        if (!PASSING.contains(code) && !headOnly) {
            String breach = what + " was answered " + answer.statusCode() + " " + answer.body();
            ledger.breach(breach);
            throw new AssertionError(breach);
        }
        if (answer.statusCode() >= 500
                && answer.headers().firstValue("Retry-After").isEmpty()) {
            ledger.breach(what + " was answered " + answer.statusCode() + " without Retry-After");
        }
        onFailure.run();
        return null;
    }

    private static String code(HttpResponse<String> answer) {
        try {
            JsonNode problem = JSON.readTree(answer.body());
            return problem == null ? "" : problem.path("code").asText();
        } catch (IOException noProblem) {
            return "";
        }
    }
}
