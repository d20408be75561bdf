package io.waybill.transfer.upload;

import static io.waybill.transfer.upload.UploadRows.time;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.sqlclient.Row;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.path.FilePath;
import io.waybill.transfer.integrity.ContentSums;
import io.waybill.transfer.storage.StoredPart;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Columns to uploads and back; the order of values is that of the statements in {@link UploadRows}. */
final class UploadRowMapping {
    private final ObjectMapper json;

    UploadRowMapping(ObjectMapper json) {
        this.json = json;
    }

    List<Object> terms(UploadTerms terms) {
        return Arrays.asList(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                terms.conflict().wireName(),
                terms.ifMatch(),
                terms.ifNoneMatch(),
                terms.contentType(),
                terms.client(),
                hex(terms.expectedSha256()),
                terms.metadata(),
                terms.oneShot(),
                terms.idempotencyKey(),
                terms.fingerprint(),
                time(terms.createdAt()));
    }

    List<Object> bytes(UploadBytes bytes) {
        Tail tail = bytes.tail();
        return Arrays.asList(
                bytes.partSizeBytes(),
                bytes.length(),
                bytes.offset(),
                bytes.partCount(),
                bytes.storeKey(),
                bytes.stageId(),
                tail == null ? null : tail.key(),
                tail == null ? null : tail.sizeBytes(),
                tail == null ? null : tail.sha256().hex(),
                bytes.digestState(),
                bytes.epoch(),
                time(bytes.leaseUntil()),
                time(bytes.updatedAt()),
                time(bytes.expiresAt()));
    }

    List<Object> openingState(Upload upload) {
        return state(upload).subList(0, 3);
    }

    List<Object> state(Upload upload) {
        Sha256 sha256 = null;
        boolean stored = false;
        Instant discardAt = null;
        Refusal refusal = null;
        FileVersion version = null;
        if (upload instanceof Upload.Committing committing) {
            sha256 = committing.sha256();
            stored = committing.stored();
        } else if (upload instanceof Upload.Done done) {
            sha256 = done.sha256();
            stored = true;
            version = done instanceof Upload.Completed completed ? completed.version() : null;
        } else if (upload instanceof Upload.Ended ended) {
            discardAt = ended.discardAt();
            refusal = ended instanceof Upload.Failed failed ? failed.refusal() : null;
        }
        return Arrays.asList(
                upload.state().name(),
                hex(sha256),
                stored,
                time(discardAt),
                refusal == null ? null : refusal.code().code(),
                refusal == null ? null : refusal.detail(),
                refusal == null ? null : write(refusal.fields()),
                version == null ? null : write(version));
    }

    /** The digest promised, and what was stored when a move was decided on. */
    List<Object> promiseAndStand(UploadTerms terms, UploadBytes before) {
        return Arrays.asList(hex(terms.expectedSha256()), before.offset(), before.stageId());
    }

    static StoredPartRow readPart(Row row) {
        return new StoredPartRow(
                new StoredPart(row.getInteger("number"), row.getLong("size"), row.getString("etag")),
                sha256(row, "sha256"));
    }

    /** How the upload is put together with others: the field, and the partials that it names. */
    List<Object> concat(UploadConcat concat) {
        return Arrays.asList(
                concat == null ? null : concat.field(),
                concat == null ? new UUID[0] : concat.partials().toArray(UUID[]::new));
    }

    Upload read(Row row) {
        UploadTerms terms = readTerms(row);
        UploadBytes bytes = readBytes(row);
        Sha256 sha256 = sha256(row, "sha256");
        Instant discardAt = instant(row, "discard_at");
        return switch (UploadState.valueOf(row.getString("state"))) {
            case OPEN -> new Upload.Open(terms, bytes);
            case COMMITTING -> new Upload.Committing(terms, bytes, sums(row, sha256), row.getBoolean("stored"));
            case COMPLETED ->
                terms.isPartial()
                        ? new Upload.Partial(terms, bytes, sha256)
                        : new Upload.Completed(
                                terms,
                                bytes,
                                sha256,
                                parse(row.getString("version"), new TypeReference<FileVersion>() {}));
            case FAILED -> new Upload.Failed(terms, bytes, readRefusal(row), discardAt);
            case CANCELLED -> new Upload.Cancelled(terms, bytes, discardAt);
            case EXPIRED -> new Upload.Expired(terms, bytes, discardAt);
            case QUEUED -> throw new IllegalStateException("to be queued is a place in line, and no state of a row");
        };
    }

    private static UploadTerms readTerms(Row row) {
        return new UploadTerms(
                row.getUUID("id"),
                row.getString("owner"),
                new FilePath(row.getString("path")),
                ConflictMode.of(row.getString("conflict")),
                row.getString("if_match"),
                row.getString("if_none_match"),
                row.getString("content_type"),
                row.getString("client"),
                sha256(row, "expected_sha256"),
                row.getString("metadata"),
                UploadConcat.parse(row.getString("concat")),
                row.getBoolean("one_shot"),
                row.getBoolean("parallel"),
                row.getString("idempotency_key"),
                row.getString("fingerprint"),
                row.getInteger("priority"),
                instant(row, "created_at"),
                new UploadOrigin(null, row.getString("address"), row.getString("request_id")));
    }

    private static UploadBytes readBytes(Row row) {
        String tailKey = row.getString("tail_key");
        return new UploadBytes(
                row.getLong("length"),
                row.getLong("acknowledged"),
                row.getLong("part_size"),
                row.getInteger("part_count"),
                row.getString("store_key"),
                row.getString("stage_id"),
                tailKey == null ? null : new Tail(tailKey, row.getLong("tail_size"), sha256(row, "tail_sha256")),
                row.getBuffer("digest_state"),
                row.getLong("epoch"),
                instant(row, "lease_until"),
                instant(row, "updated_at"),
                instant(row, "expires_at"));
    }

    private Refusal readRefusal(Row row) {
        String code = row.getString("error_code");
        ErrorCode error = Arrays.stream(ErrorCode.values())
                .filter(known -> known.code().equals(code))
                .findFirst()
                .orElse(ErrorCode.INTERNAL);
        Map<String, Object> fields = parse(row.getString("error_fields"), new TypeReference<>() {});
        return new Refusal(error, row.getString("error_detail"), fields);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record that is no JSON", impossible);
        }
    }

    private <T> T parse(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a row that holds no JSON", broken);
        }
    }

    private static Sha256 sha256(Row row, String column) {
        String hex = row.getString(column);
        return hex == null ? null : new Sha256(hex);
    }

    private static ContentSums sums(Row row, Sha256 sha256) {
        return sha256 == null ? null : new ContentSums(sha256, row.getLong("crc32"));
    }

    /** The CRC-32 of an upload whose version is not recorded yet; metadata-service keeps it afterwards. */
    static Long crc32(Upload upload) {
        return upload instanceof Upload.Committing committing && committing.sums() != null
                ? committing.sums().crc32()
                : null;
    }

    static String hex(Sha256 sha256) {
        return sha256 == null ? null : sha256.hex();
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
