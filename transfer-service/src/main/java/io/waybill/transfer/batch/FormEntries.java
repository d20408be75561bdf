package io.waybill.transfer.batch;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.http.Parameters;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files of a form ({@code multipart/form-data}, RFC 7578); its other fields are passed over.
 *
 * <p>The digest of a file is the field {@code Content-Digest} or {@code Repr-Digest} of its part (RFC 9530), its media type
 * {@code Content-Type}.
 */
final class FormEntries implements BatchEntries {
    private static final Pattern BOUNDARY = Pattern.compile("[ -~]{0,69}[!-~]");
    private static final Set<String> UNCODED = Set.of("binary", "8bit", "7bit");
    private static final int MAX_FIELDS = 64;

    private final FormScanner form;
    private boolean begun;
    private boolean inContent;

    private FormEntries(FormScanner form) {
        this.form = form;
    }

    /** @throws io.waybill.contracts.error.WaybillException {@code malformed_request} without a boundary */
    static FormEntries of(HttpServerRequest request) {
        String boundary =
                Parameters.of(request.getHeader(HttpHeaders.CONTENT_TYPE)).get("boundary");
        if (boundary == null || !BOUNDARY.matcher(boundary).matches()) {
            throw Fields.malformed("The boundary of the form is missing in its Content-Type, or is none.");
        }
        return new FormEntries(new FormScanner(request, boundary));
    }

    @Override
    public Future<Optional<BatchEntry>> next() {
        if (inContent || !begun) {
            begun = true;
            return skipContent().compose(skipped -> next());
        }
        return form.another().compose(another -> {
            if (!another) {
                return form.drain().map(end -> Optional.empty());
            }
            return fields(MultiMap.caseInsensitiveMultiMap()).compose(this::part);
        });
    }

    /** The next entry, from a fresh stack: a chunk may hold thousands of parts. */
    private Future<Optional<BatchEntry>> again() {
        Promise<Optional<BatchEntry>> later = Promise.promise();
        Vertx.currentContext().runOnContext(now -> next().onComplete(later));
        return later.future();
    }

    private Future<Optional<BatchEntry>> part(MultiMap fields) {
        inContent = true;
        String disposition = fields.get("Content-Disposition");
        Map<String, String> parameters = disposition == null ? Map.of() : Parameters.of(disposition);
        String name = parameters.get("filename");
        if (name == null) {
            return again();
        }
        return Future.succeededFuture(Optional.of(new BatchEntry(
                name,
                () -> promised(fields),
                fields.get(HttpHeaders.CONTENT_TYPE),
                null,
                new EntryContent(this::content))));
    }

    private static Sha256 promised(MultiMap fields) {
        String coding = fields.get("Content-Transfer-Encoding");
        if (coding != null && !UNCODED.contains(coding.strip().toLowerCase(Locale.ROOT))) {
            throw Fields.malformed("The files of a form are sent as they are, without a Content-Transfer-Encoding.");
        }
        return Fields.digest(fields);
    }

    private Future<Optional<Buffer>> content() {
        if (!inContent) {
            return Future.succeededFuture(Optional.empty());
        }
        return form.content().onSuccess(bytes -> inContent = bytes.isPresent());
    }

    private Future<Void> skipContent() {
        return form.content().compose(bytes -> {
            inContent = bytes.isPresent();
            return inContent ? skipContent() : Future.succeededFuture();
        });
    }

    private Future<MultiMap> fields(MultiMap soFar) {
        return form.line().compose(line -> {
            if (line.isEmpty()) {
                return Future.succeededFuture(soFar);
            }
            int colon = line.indexOf(':');
            if (colon < 1 || soFar.size() == MAX_FIELDS) {
                throw FormScanner.broken();
            }
            soFar.add(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
            return fields(soFar);
        });
    }
}
