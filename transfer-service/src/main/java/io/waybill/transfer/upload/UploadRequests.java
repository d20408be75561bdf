package io.waybill.transfer.upload;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.api.NewUpload;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.integrity.Sha256Digests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** What a request asks for, as the terms of a new upload. */
public final class UploadRequests {
    private static final int MAX_KEY_CHARACTERS = 255;
    private static final int MAX_CLIENT_CHARACTERS = 255;

    private UploadRequests() {}

    static UploadTerms tusTerms(HttpServerRequest request, Caller caller, UploadConcat concat, Long length) {
        UUID id = UUID.randomUUID();
        UploadMetadata metadata = UploadMetadata.of(request);
        String key = idempotencyKey(request);
        return new UploadTerms(
                id,
                caller.subject(),
                caller.reaching(metadata.path(within(caller) + "upload-" + id)),
                metadata.conflict(),
                null,
                null,
                metadata.contentType(),
                client(request, caller),
                metadata.sha256(),
                metadata.raw(),
                concat,
                false,
                false,
                key,
                key == null
                        ? null
                        : fingerprint(
                                "tus", String.valueOf(length), String.valueOf(metadata.raw()), String.valueOf(concat)),
                metadata.priority(),
                now(),
                UploadOrigin.of(request, caller));
    }

    static UploadTerms oneShotTerms(
            HttpServerRequest request, Caller caller, FilePath path, Long length, Sha256 digest) {
        String type = UploadMetadata.mediaType(request.getHeader(HttpHeaders.CONTENT_TYPE));
        return contentTerms("put", request, caller, path, type, length, digest, true);
    }

    /** The terms of an upload of the IETF's protocol; what completes it at once says of its content what it says of the file. */
    static UploadTerms draftTerms(HttpServerRequest request, Caller caller, FilePath path, DraftRequest draft) {
        MultiMap headers = request.headers();
        Sha256 digest = draft.completes() ? Fields.digest(headers) : Fields.reprDigest(headers);
        boolean oneShot = draft.completes() && !draft.version().takesInterimResponses();
        return contentTerms(
                draft.completes() ? "file" : "pieces",
                request,
                caller,
                path,
                draftType(request),
                draft.length(),
                digest,
                oneShot);
    }

    private static UploadTerms contentTerms(
            String use,
            HttpServerRequest request,
            Caller caller,
            FilePath path,
            String type,
            Long length,
            Sha256 digest,
            boolean oneShot) {
        ConflictMode conflict = conflict(request);
        String key = idempotencyKey(request);
        String ifMatch = request.getHeader(HttpHeaders.IF_MATCH);
        String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        return new UploadTerms(
                UUID.randomUUID(),
                caller.subject(),
                caller.reaching(path),
                conflict,
                ifMatch,
                ifNoneMatch,
                type,
                client(request, caller),
                digest,
                null,
                null,
                oneShot,
                false,
                key,
                key == null
                        ? null
                        : fingerprint(
                                use,
                                path.value(),
                                conflict.wireName(),
                                String.valueOf(length),
                                String.valueOf(digest),
                                String.valueOf(ifMatch),
                                String.valueOf(ifNoneMatch)),
                UploadPriority.of(request),
                now(),
                UploadOrigin.of(request, caller));
    }

    /** Of the file: a client of the draft may say of a piece what a piece is, and of the file in {@code Upload-Metadata}. */
    private static String draftType(HttpServerRequest request) {
        String type = UploadMetadata.mediaType(request.getHeader(HttpHeaders.CONTENT_TYPE));
        return type == null || type.equalsIgnoreCase(DraftFields.PARTIAL_UPLOAD)
                ? UploadMetadata.of(request).contentType()
                : type;
    }

    static UploadTerms parallelTerms(HttpServerRequest request, Caller caller, NewUpload asked) {
        if (asked.sizeBytes() == null || asked.sizeBytes() < 0) {
            throw Fields.malformed("sizeBytes is missing: it is the size of the whole file.");
        }
        if (asked.partSizeBytes() != null && asked.partSizeBytes() < 1) {
            throw Fields.malformed("partSizeBytes is a number of bytes.");
        }
        FilePath path = FilePath.of(asked.path());
        ConflictMode conflict = asked.conflict() == null ? ConflictMode.VERSION : asked.conflict();
        String key = idempotencyKey(request);
        String ifMatch = request.getHeader(HttpHeaders.IF_MATCH);
        String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        return new UploadTerms(
                UUID.randomUUID(),
                caller.subject(),
                caller.reaching(path),
                conflict,
                ifMatch,
                ifNoneMatch,
                UploadMetadata.mediaType(asked.contentType()),
                client(request, caller),
                asked.sha256(),
                null,
                null,
                false,
                true,
                key,
                key == null
                        ? null
                        : fingerprint(
                                "parts",
                                path.value(),
                                conflict.wireName(),
                                asked.sizeBytes().toString(),
                                String.valueOf(asked.sha256()),
                                String.valueOf(asked.contentType()),
                                String.valueOf(asked.partSizeBytes()),
                                String.valueOf(ifMatch),
                                String.valueOf(ifNoneMatch)),
                UploadPriority.of(asked.priority()),
                now(),
                UploadOrigin.of(request, caller));
    }

    /**
     * What a request with many files asks for one of them.
     *
     * @param index of the file: with the request's idempotency key it makes a key of its own
     * @param contentType media type, or null
     * @param length bytes, or null while unknown
     * @param digest promised, or null
     */
    public static UploadTerms batchTerms(
            HttpServerRequest request,
            Caller caller,
            int index,
            FilePath path,
            String contentType,
            Long length,
            Sha256 digest) {
        ConflictMode conflict = conflict(request);
        String key = idempotencyKey(request);
        return new UploadTerms(
                UUID.randomUUID(),
                caller.subject(),
                caller.reaching(path),
                conflict,
                null,
                null,
                UploadMetadata.mediaType(contentType),
                client(request, caller),
                digest,
                null,
                null,
                true,
                false,
                key == null ? null : key + '#' + index,
                key == null
                        ? null
                        : fingerprint(
                                "batch",
                                path.value(),
                                conflict.wireName(),
                                String.valueOf(length),
                                String.valueOf(digest)),
                UploadPriority.of(request),
                now(),
                UploadOrigin.of(request, caller));
    }

    /** Lets a client begin that waits for it (RFC 9110 §10.1.1). */
    public static void welcome(HttpServerRequest request) {
        String expect = request.getHeader(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
    }

    /** Where files go that have no name: the top of what the credential is good for. */
    static String within(Caller caller) {
        return caller.pathPrefix() == null ? "" : caller.pathPrefix();
    }

    private static ConflictMode conflict(HttpServerRequest request) {
        String mode = request.getParam("conflict");
        return mode == null ? ConflictMode.VERSION : ConflictMode.of(mode);
    }

    /** The key by which a request can be told from another, or null. */
    public static String idempotencyKey(HttpServerRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key != null && (key.isBlank() || key.length() > MAX_KEY_CHARACTERS || key.indexOf('\0') >= 0)) {
            throw Fields.malformed("An Idempotency-Key has 1 to 255 characters.");
        }
        return key;
    }

    private static String client(HttpServerRequest request, Caller caller) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        String client = agent == null ? caller.clientId() : agent.replaceAll("\\p{Cntrl}", "");
        return client == null || client.length() <= MAX_CLIENT_CHARACTERS
                ? client
                : client.substring(0, MAX_CLIENT_CHARACTERS);
    }

    private static String fingerprint(String... what) {
        String all = String.join("\n", what);
        return Sha256.of(Sha256Digests.start().digest(all.getBytes(StandardCharsets.UTF_8)))
                .hex();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
