package io.waybill.metadata.catalog;

import io.vertx.mutiny.sqlclient.Tuple;

/**
 * A statement and its values.
 *
 * @param sql the text, with {@code $1}, {@code $2}, …
 * @param values what stands for them
 */
public record SqlQuery(String sql, Tuple values) {
    /** A statement that is put together piece by piece; each value gets the next number. */
    public static final class Builder {
        private final StringBuilder sql = new StringBuilder();
        private final Tuple values = Tuple.tuple();

        /** Adds {@code piece}, in which each {@code ?} is the next of {@code more}. No other question mark may be in it. */
        public Builder add(String piece, Object... more) {
            int next = 0;
            for (int i = 0; i < piece.length(); i++) {
                if (piece.charAt(i) == '?') {
                    values.addValue(more[next++]);
                    sql.append('$').append(values.size());
                } else {
                    sql.append(piece.charAt(i));
                }
            }
            return this;
        }

        /** The statement. */
        public SqlQuery build() {
            return new SqlQuery(sql.toString(), values);
        }
    }
}
