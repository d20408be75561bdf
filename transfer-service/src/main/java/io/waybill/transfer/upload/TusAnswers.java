package io.waybill.transfer.upload;

import io.vertx.core.http.HttpServerResponse;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What tus 1.0.0 answers say of an upload. */
final class TusAnswers {
    /** RFC 9110 §5.6.7: two digits for the day, always; Java's own formatter takes one where it can. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private TusAnswers() {}

    static void putOffset(HttpServerResponse response, Upload upload) {
        response.putHeader(TusFields.OFFSET, Long.toString(upload.bytes().offset()));
        if (upload instanceof Upload.Completed completed) {
            VersionAnswer.putReceipt(response, completed.version());
        }
    }

    /** Until when an upload that is not a file yet can be gone on with. */
    static void putExpiry(HttpServerResponse response, Upload upload) {
        boolean takesBytes = upload instanceof Upload.Open && !upload.terms().isFinal();
        if (takesBytes || upload instanceof Upload.Partial) {
            response.putHeader(
                    TusFields.EXPIRES,
                    HTTP_DATE.format(upload.bytes().expiresAt().atOffset(ZoneOffset.UTC)));
        }
    }

    /** What was said when the upload was created, as it was said. */
    static void putTerms(HttpServerResponse response, UploadTerms terms) {
        if (terms.metadata() != null) {
            response.putHeader(TusFields.METADATA, terms.metadata());
        }
        if (terms.concat() != null) {
            response.putHeader(TusFields.CONCAT, terms.concat().field());
        }
    }

    static void putLength(HttpServerResponse response, Upload upload) {
        Long length = upload.bytes().length();
        if (length == null) {
            response.putHeader(TusFields.DEFER_LENGTH, "1");
        } else {
            response.putHeader(TusFields.LENGTH, length.toString());
        }
    }

    /** A final upload has an offset only when it is a file, and a length as soon as it can be added up. */
    static void putFinal(HttpServerResponse response, Upload upload, Optional<Long> length) {
        length.ifPresent(known -> response.putHeader(TusFields.LENGTH, known.toString()));
        if (upload instanceof Upload.Done) {
            putOffset(response, upload);
        }
    }
}
