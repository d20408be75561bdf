package io.waybill.metadata.receipts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.log.LogFields;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** Signs receipts when somebody asks for them: nothing of it is in the way of an upload. */
@ApplicationScoped
public class IssueReceipts {
    private static final String KEYS = "/.well-known/waybill-keys";
    private static final String TYPE = "waybill+jws";

    private final Pool database;
    private final ReceiptKeys keys;
    private final ReceiptConfig config;
    private final ObjectMapper json;
    private final Counter issued;

    /** Signs with {@code keys} what {@code database} says. */
    public IssueReceipts(
            Pool database, ReceiptKeys keys, ReceiptConfig config, ObjectMapper json, MeterRegistry metrics) {
        this.database = database;
        this.keys = keys;
        this.config = config;
        this.json = json;
        issued = Counter.builder("waybill.receipts.issued")
                .description("Receipts that were signed")
                .register(metrics);
    }

    /**
     * The receipt of an upload: the same claims whenever it is asked for, whatever has become of the file since.
     *
     * @return fails with {@code not_found} when the upload is no version, or another's
     */
    Uni<SignedReceipt> issue(Caller caller, UUID uploadId) {
        LogFields.upload(uploadId);
        return database.preparedQuery("""
                        select file.owner, file.path, version.received_path, version.file_id, version.id, version.number, version.size,
                            encode(version.sha256, 'hex') as sha256, version.part_count, version.started_at, version.created_at,
                            version.client
                        from version join file on file.id = version.file_id where version.upload_id = $1""").execute(Tuple.of(uploadId)).map(rows -> {
            if (rows.size() == 0 || !isTheirs(caller, rows.iterator().next())) {
                throw new WaybillException(
                        ErrorCode.NOT_FOUND, "There is no receipt of this upload (yet), or it is not yours to see.");
            }
            return sign(read(uploadId, rows.iterator().next()));
        });
    }

    /** A credential for one folder is good for what was received there and is there still. */
    private static boolean isTheirs(Caller caller, Row row) {
        String owner = row.getString("owner");
        return caller.mayRead(owner, row.getString("received_path")) && caller.mayRead(owner, row.getString("path"));
    }

    private Receipt read(UUID uploadId, Row row) {
        Instant completed = row.getOffsetDateTime("created_at").toInstant();
        return new Receipt(
                config.issuer(),
                uploadId,
                completed.getEpochSecond(),
                row.getString("owner"),
                row.getString("received_path"),
                row.getUUID("file_id"),
                row.getUUID("id"),
                row.getInteger("number"),
                row.getLong("size"),
                row.getString("sha256"),
                row.getInteger("part_count"),
                row.getOffsetDateTime("started_at").toInstant(),
                completed,
                row.getString("client"));
    }

    private SignedReceipt sign(Receipt receipt) {
        ReceiptKey key = keys.signer();
        String signed = encode(Map.of("alg", "ES256", "kid", key.id(), "typ", TYPE)) + '.' + encode(receipt);
        String signature = base64(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
        issued.increment();
        return new SignedReceipt(receipt.uploadId(), signed + '.' + signature, receipt, KEYS);
    }

    private String encode(Object part) {
        try {
            return base64(json.writeValueAsBytes(part));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a receipt that is no JSON", impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
