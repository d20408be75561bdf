package io.waybill.metadata.keys;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.waybill.contracts.key.KeyHolder;
import java.util.Set;

/**
 * A key as it is checked.
 *
 * @param mac what is kept of it
 * @param holder whom it speaks for
 * @param revoked whether it, or the key that made it, was revoked
 * @param expired whether its time is over
 * @param useUnnoted whether its last use was noted more than a minute ago
 */
record KeptKey(Buffer mac, KeyHolder holder, boolean revoked, boolean expired, boolean useUnnoted) {
    static KeptKey read(Row row) {
        return new KeptKey(
                row.getBuffer("mac").getDelegate(),
                new KeyHolder(
                        row.getString("id"),
                        row.getString("owner"),
                        row.getString("owner_name"),
                        Set.of(row.getArrayOfStrings("scopes")),
                        row.getString("path_prefix"),
                        row.getOffsetDateTime("expires_at").toInstant()),
                row.getBoolean("revoked"),
                row.getBoolean("expired"),
                row.getBoolean("use_unnoted"));
    }
}
