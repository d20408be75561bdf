package io.waybill.metadata.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/**
 * One line of the audit log.
 *
 * @param id its number; later ones are larger, but for those of the same moment
 * @param at when
 * @param actor who: the OIDC subject of a person, or the name of what acts by itself
 * @param action what, such as {@code version.committed}, or {@code request.refused}
 * @param result {@code ok}, or the code of the problem
 * @param owner whose things it was done to, or null
 * @param fileId the file, or null
 * @param path where the file was then; for a refused request its method and address
 * @param version the number of the version, or null
 * @param uploadId the upload that did it, or null
 * @param address the address of the client, or null
 * @param agent the program, or null
 * @param requestId the request, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "id",
    "at",
    "actor",
    "action",
    "result",
    "owner",
    "fileId",
    "path",
    "version",
    "uploadId",
    "address",
    "agent",
    "requestId"
})
record AuditEntry(
        long id,
        Instant at,
        String actor,
        String action,
        String result,
        String owner,
        UUID fileId,
        String path,
        Integer version,
        UUID uploadId,
        String address,
        String agent,
        String requestId) {
    static AuditEntry read(Row row) {
        return new AuditEntry(
                row.getLong("id"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("actor"),
                row.getString("action"),
                row.getString("result"),
                row.getString("owner"),
                row.getUUID("file_id"),
                row.getString("path"),
                row.getInteger("version"),
                row.getUUID("upload_id"),
                row.getString("address"),
                row.getString("agent"),
                row.getString("request_id"));
    }
}
