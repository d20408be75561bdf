package io.waybill.transfer.upload;

import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.Fields;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Upload-Concat} field (tus 1.0.0 concatenation): a partial upload is a piece of a file, a final one is a file
 * that is put together from partials.
 *
 * @param field as it was sent: it is told back so
 * @param partials the partials of a final upload in order, the same one as often as it was named; none for a partial
 */
record UploadConcat(String field, List<UUID> partials) {
    /** The most partials of one file. */
    static final int MAX_PARTIALS = 500;

    private static final String PARTIAL = "partial";
    private static final String FINAL = "final;";
    private static final URI COLLECTION = URI.create("http://here/api/uploads");
    private static final Pattern UPLOAD =
            Pattern.compile(".*/api/uploads/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    UploadConcat {
        partials = List.copyOf(partials);
    }

    /**
     * Reads the field; null when it is absent.
     *
     * @throws WaybillException {@code malformed_request}
     */
    static UploadConcat parse(String field) {
        if (field == null) {
            return null;
        }
        if (field.equals(PARTIAL)) {
            return new UploadConcat(field, List.of());
        }
        if (!field.startsWith(FINAL) || field.substring(FINAL.length()).isBlank()) {
            throw Fields.malformed("Upload-Concat is 'partial', or 'final;' and the addresses of the partial uploads.");
        }
        String[] addresses = field.substring(FINAL.length()).strip().split(" +", -1);
        if (addresses.length > MAX_PARTIALS) {
            throw Fields.malformed("A file is put together from at most " + MAX_PARTIALS + " partial uploads.")
                    .with("expected", MAX_PARTIALS)
                    .with("actual", addresses.length);
        }
        return new UploadConcat(
                field, Arrays.stream(addresses).map(UploadConcat::uploadAt).toList());
    }

    /** Whether this is a piece of a file, and never a file of its own. */
    boolean isPartial() {
        return partials.isEmpty();
    }

    /** Whether this is put together from other uploads, and takes no bytes of its own. */
    boolean isFinal() {
        return !isPartial();
    }

    /** Absolute or relative to the address of all uploads (RFC 3986); which name the gateway goes by is nobody's business. */
    private static UUID uploadAt(String address) {
        try {
            URI uri = COLLECTION.resolve(new URI(address));
            Matcher upload = UPLOAD.matcher(String.valueOf(uri.getRawPath()));
            if (upload.matches() && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return UUID.fromString(upload.group(1));
            }
        } catch (java.net.URISyntaxException noAddress) {
            // told below
        }
        throw Fields.malformed("Upload-Concat names something that is not the address of an upload here.");
    }
}
