package io.waybill.transfer.download;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.waybill.contracts.api.FileVersion;
import io.waybill.transfer.coding.AcceptEncoding;
import io.waybill.transfer.coding.ContentCoding;
import io.waybill.transfer.http.PathText;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A version in the form that one request gets it: as it is, or coded for a reader that would rather have it so
 * (RFC 9110 §8.4, §12.5.3). Each form has a strong tag of its own.
 *
 * @param version what is shown
 * @param coding how it is coded
 */
record Representation(FileVersion version, ContentCoding coding) {
    private static final long WORTH_BYTES = 1024;
    private static final Pattern TEXT = Pattern.compile(
            "text/.*|(application|image)/(.+\\+(json|xml)|json|xml|javascript|yaml|toml|x-ndjson|x-sh|wasm|x-tar|bmp)");

    /**
     * What that request gets: coded only as a whole, only when it is text, and large enough to be worth it.
     *
     * @param room whether there is room to code it
     */
    static Representation of(FileVersion version, HttpServerRequest request, boolean room) {
        boolean whole = room && request.getHeader("Range") == null;
        boolean worth = version.size() >= WORTH_BYTES && isText(version.contentType());
        return new Representation(
                version,
                whole && worth
                        ? AcceptEncoding.best(request.getHeader(HttpHeaders.ACCEPT_ENCODING))
                        : ContentCoding.IDENTITY);
    }

    boolean isCoded() {
        return coding != ContentCoding.IDENTITY;
    }

    /** A strong tag of exactly these bytes. */
    String etag() {
        String whole = version.etag();
        return isCoded() ? whole.substring(0, whole.length() - 1) + '-' + coding.token() + '"' : whole;
    }

    /** Its media type: the told one, or that of any bytes. */
    String mediaType() {
        return version.contentType() == null ? "application/octet-stream" : version.contentType();
    }

    /** Sets every field that describes it, but its length and ranges. */
    void describe(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType())
                .putHeader(
                        isCoded() ? "Unencoded-Digest" : "Repr-Digest",
                        version.sha256().digestField())
                .putHeader(
                        HttpHeaders.LAST_MODIFIED,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                version.createdAt().atOffset(ZoneOffset.UTC)))
                .putHeader("Content-Disposition", PathText.attachment(name(version.path())))
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "sandbox; default-src 'none'")
                .putHeader("Waybill-Version", Integer.toString(version.version()));
        if (isCoded()) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, coding.token());
        }
        if (isText(version.contentType())) {
            response.putHeader(HttpHeaders.VARY, "Accept-Encoding");
        }
    }

    private static boolean isText(String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        int parameters = type.indexOf(';');
        return TEXT.matcher((parameters < 0 ? type : type.substring(0, parameters)).strip())
                .matches();
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
