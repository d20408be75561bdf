package io.waybill.metadata.shares;

import io.vertx.mutiny.sqlclient.Row;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareAccess;
import java.time.OffsetDateTime;

/**
 * A share as the gateway's question finds it.
 *
 * @param share what is shared
 * @param ended whether it, or the key that made it, was revoked, or its time is over
 * @param gone whether the file is in the trash or erased
 */
record KeptShare(OpenShare share, boolean ended, boolean gone) {
    static KeptShare read(Row row) {
        OffsetDateTime expiresAt = row.getOffsetDateTime("expires_at");
        return new KeptShare(
                new OpenShare(
                        row.getUUID("id"),
                        row.getString("owner"),
                        row.getString("owner_name"),
                        ShareAccess.of(row.getString("access")),
                        row.getUUID("file_id"),
                        row.getString("path"),
                        row.getInteger("epoch"),
                        expiresAt == null ? null : expiresAt.toInstant(),
                        row.getInteger("max_downloads"),
                        row.getInteger("downloads"),
                        row.getLong("max_bytes")),
                row.getBoolean("ended"),
                row.getBoolean("gone"));
    }
}
