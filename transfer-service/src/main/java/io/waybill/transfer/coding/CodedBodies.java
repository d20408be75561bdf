package io.waybill.transfer.coding;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.Router;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.problem.ProblemWriter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives bodies in their other form, a bounded number at a time. */
@ApplicationScoped
public class CodedBodies {
    private static final int BEFORE_RESOURCES = -100;

    private final CodingSettings settings;
    private final ProblemWriter problems;
    private final AtomicInteger open = new AtomicInteger();

    CodedBodies(CodingSettings settings, ProblemWriter problems, MeterRegistry registry) {
        this.settings = settings;
        this.problems = problems;
        Gauge.builder("waybill_coded_bodies", open, AtomicInteger::get)
                .description("bodies that are compressed or decompressed right now")
                .register(registry);
    }

    /** Only a whole file or a part is taken with a coding: bytes at an offset are bytes of the file itself. */
    void routes(@Observes Router router) {
        router.route("/api/*").order(BEFORE_RESOURCES).handler(context -> {
            HttpServerRequest request = context.request();
            if (request.getHeader("Content-Encoding") == null) {
                context.next();
                return;
            }
            context.response().putHeader("Accept-Encoding", "zstd, gzip");
            if (request.method().equals(HttpMethod.PUT) || ContentCoding.isIdentity(request.headers())) {
                context.next();
            } else {
                problems.write(
                        context,
                        new WaybillException(ErrorCode.UNSUPPORTED_ENCODING, "Bytes are taken here as they are."));
            }
        });
    }

    /**
     * The body as it was before its coding. Broken, it ends with {@code malformed_encoding}, {@code compression_ratio} or
     * {@code digest_mismatch}, and never looks like a whole one.
     *
     * @param sent the SHA-256 of the coded bytes, or null
     * @throws WaybillException {@code busy} when too many are open
     */
    public ReadStream<Buffer> decoded(HttpServerRequest request, ContentCoding coding, Sha256 sent) {
        if (coding == ContentCoding.IDENTITY) {
            return request;
        }
        if (!take()) {
            throw new WaybillException(
                    ErrorCode.BUSY,
                    "Too many compressed bodies are on their way. Send it without compression, or later.");
        }
        RecodedStream stream = new RecodedStream(
                request, new GuardedDecoder(coding.decoder(), settings.maxRatio(), sent), open::decrementAndGet);
        request.response().endHandler(answered -> stream.close());
        request.response().closeHandler(gone -> stream.close());
        return stream;
    }

    /** Whether there is room to code one more content; if not, send it as it is. */
    public boolean hasRoom() {
        return open.get() < settings.maxAtOnce();
    }

    /** The content with a coding. */
    public RecodedStream encoded(ReadStream<Buffer> content, ContentCoding coding) {
        open.incrementAndGet();
        return new RecodedStream(content, coding.encoder(), open::decrementAndGet);
    }

    private boolean take() {
        if (open.incrementAndGet() > settings.maxAtOnce()) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }
}
