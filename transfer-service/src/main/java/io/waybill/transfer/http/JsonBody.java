package io.waybill.transfer.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a record from a small JSON body. Strict, since a member that is not understood may be a digest that would then not
 * be checked: unknown members, fractions for whole numbers and anything after the end are refused.
 */
@ApplicationScoped
public class JsonBody {
    private static final int MAX_BYTES = 64 << 10;

    private final ObjectReader reader;

    JsonBody(ObjectMapper json) {
        this.reader = json.reader()
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }

    /** Whether the body is said to be JSON. */
    public static boolean isJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    /**
     * The record in the body, of a request that was paused; empty when there is no body. Fails with
     * {@code unsupported_media_type}, {@code malformed_request}, {@code too_large} (over 64 KiB), or with what the record
     * itself refuses.
     */
    public <T> Future<Optional<T>> read(HttpServerRequest request, Class<T> type) {
        return bytes(request).map(body -> {
            if (body.length() == 0) {
                return Optional.empty();
            }
            if (!isJson(request)) {
                throw new WaybillException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.");
            }
            return Optional.of(parse(body, type));
        });
    }

    private static Future<Buffer> bytes(HttpServerRequest request) {
        Promise<Buffer> done = Promise.promise();
        Buffer body = Buffer.buffer();
        request.exceptionHandler(broken -> done.tryFail(Fields.malformed("The body broke off.")));
        request.endHandler(end -> done.tryComplete(body));
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= MAX_BYTES) {
                body.appendBuffer(chunk);
            } else {
                request.pause();
                done.tryFail(new WaybillException(ErrorCode.TOO_LARGE, "A JSON body here has at most 64 KiB."));
            }
        });
        request.resume();
        return done.future();
    }

    private <T> T parse(Buffer body, Class<T> type) {
        try {
            T value = reader.forType(type).readValue(body.getBytes());
            if (value == null) {
                throw Fields.malformed("The body is a JSON object.");
            }
            return value;
        } catch (UnrecognizedPropertyException unknown) {
            throw Fields.malformed(
                    "The body has a member that means nothing here: '" + unknown.getPropertyName() + "'.");
        } catch (JsonProcessingException malformed) {
            throw malformed.getCause() instanceof WaybillException refused
                    ? refused
                    : Fields.malformed("The body is not the JSON object that is expected here.");
        } catch (IOException impossible) {
            throw new IllegalStateException("bytes in memory", impossible);
        }
    }
}
