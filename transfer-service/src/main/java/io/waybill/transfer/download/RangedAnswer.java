package io.waybill.transfer.download;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.waybill.contracts.error.WaybillException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Answers {@code GET} and {@code HEAD} of {@link RangedContent}: the whole (200), a range (206) or several
 * ({@code multipart/byteranges}, RFC 9110 §14.6), each with its exact length.
 */
public final class RangedAnswer {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final RangedContent content;

    private RangedAnswer(HttpServerRequest request, RangedContent content) {
        this.request = request;
        this.response = request.response();
        this.content = content;
    }

    /**
     * Ends the answer to {@code request}, on which everything but a range has been decided; its entity tag is set already.
     *
     * @throws WaybillException {@code range_not_satisfiable}, with {@code Content-Range} set
     */
    public static Future<Void> send(HttpServerRequest request, RangedContent content) {
        return new RangedAnswer(request, content).send();
    }

    private Future<Void> send() {
        List<ByteRange> ranges = ranges();
        content.describe(response);
        response.putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (ranges.size() > 1) {
            return several(ranges);
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, content.mediaType());
        if (ranges.isEmpty()) {
            long size = content.sizeBytes();
            response.setStatusCode(200).putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(size));
            boolean noBody = size == 0 || request.method().equals(HttpMethod.HEAD);
            return noBody ? response.end() : content.send(ByteRange.whole(size), response);
        }
        ByteRange only = ranges.get(0);
        response.setStatusCode(206)
                .putHeader(HttpHeaders.CONTENT_RANGE, only.contentRange(content.sizeBytes()))
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(only.length()));
        return content.send(only, response);
    }

    private Future<Void> several(List<ByteRange> ranges) {
        String boundary = UUID.randomUUID().toString();
        List<Buffer> heads = ranges.stream().map(range -> head(boundary, range)).toList();
        Buffer end = Buffer.buffer("\r\n--" + boundary + "--\r\n");
        long length = end.length()
                + heads.stream().mapToLong(Buffer::length).sum()
                + ranges.stream().mapToLong(ByteRange::length).sum();
        response.setStatusCode(206)
                .putHeader(HttpHeaders.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        Future<Void> written = Future.succeededFuture();
        for (int i = 0; i < ranges.size(); i++) {
            Buffer head = heads.get(i);
            ByteRange range = ranges.get(i);
            written = written.compose(former -> {
                response.write(head);
                return content.write(range, response);
            });
        }
        return written.compose(all -> response.end(end));
    }

    private Buffer head(String boundary, ByteRange range) {
        return Buffer.buffer("\r\n--" + boundary + "\r\nContent-Type: " + content.mediaType() + "\r\nContent-Range: "
                + range.contentRange(content.sizeBytes()) + "\r\n\r\n");
    }

    private List<ByteRange> ranges() {
        if (!request.method().equals(HttpMethod.GET) || !ifRangeHolds()) {
            return List.of();
        }
        try {
            return RangeField.parse(request.getHeader("Range"), content.sizeBytes());
        } catch (WaybillException outside) {
            response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + content.sizeBytes());
            throw outside;
        }
    }

    /** RFC 9110 §13.1.5: a strong tag, or the exact date of {@code Last-Modified}. */
    private boolean ifRangeHolds() {
        String ifRange = request.getHeader("If-Range");
        if (ifRange == null || ifRange.strip().equals(content.etag())) {
            return true;
        }
        try {
            Instant asked = DateTimeFormatter.RFC_1123_DATE_TIME.parse(ifRange.strip(), Instant::from);
            return asked.equals(content.modifiedAt().truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeParseException anotherTag) {
            return false;
        }
    }
}
