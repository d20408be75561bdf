package io.waybill.transfer.ping;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.api.PingAnswer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.http.JsonAnswer;
import io.waybill.transfer.parts.SlabPool;
import io.waybill.transfer.upload.UploadRequests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** {@code POST /api/ping}: measures the line with up to 4 MiB that are counted and dropped. */
@ApplicationScoped
public class PingResource {
    private static final long MOST_BYTES = 4 << 20;
    private static final long TELLING_BYTES = 64 << 10;
    private static final double MICROS_PER_MILLI = 1000.0;
    private static final double MAX_MILLIS = 60_000;

    private final CallerRoutes callers;
    private final JsonAnswer json;
    private final SlabPool pool;

    PingResource(CallerRoutes callers, JsonAnswer json, SlabPool pool) {
        this.callers = callers;
        this.json = json;
        this.pool = pool;
    }

    void routes(@Observes Router router) {
        router.post("/api/ping").handler(callers.within("read", this::ping));
    }

    private Future<Void> ping(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        Duration roundTrip = roundTrip(request.getParam("roundTripMillis"));
        UploadRequests.welcome(request);
        long from = System.nanoTime();
        return count(request).compose(bytes -> {
            long micros = Math.max(1, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - from));
            Long speed = bytes < TELLING_BYTES ? null : bytes * TimeUnit.SECONDS.toMicros(1) / micros;
            Advice advice = Advice.of(roundTrip, speed, pool.capBytes() / 4);
            return json.send(
                    context,
                    200,
                    new PingAnswer(
                            Instant.now(),
                            bytes,
                            micros / MICROS_PER_MILLI,
                            speed,
                            advice.partSizeBytes(),
                            advice.parallelism()));
        });
    }

    private static Future<Long> count(HttpServerRequest request) {
        Promise<Long> counted = Promise.promise();
        long[] bytes = {0};
        request.handler(chunk -> {
            bytes[0] += chunk.length();
            if (bytes[0] > MOST_BYTES) {
                counted.tryFail(new WaybillException(ErrorCode.TOO_LARGE, "A probe has at most 4 MiB.")
                        .with("limit", MOST_BYTES));
            }
        });
        request.exceptionHandler(counted::tryFail);
        request.endHandler(end -> counted.tryComplete(bytes[0]));
        request.resume();
        return counted.future();
    }

    private static Duration roundTrip(String millis) {
        if (millis == null) {
            return null;
        }
        try {
            double value = Double.parseDouble(millis);
            if (value >= 0 && value <= MAX_MILLIS) {
                return Duration.ofNanos((long) (value * TimeUnit.MILLISECONDS.toNanos(1)));
            }
        } catch (NumberFormatException noNumber) {
            // the same answer as for a number out of bounds
        }
        throw Fields.malformed("roundTripMillis is a number from 0 to 60000.");
    }
}
