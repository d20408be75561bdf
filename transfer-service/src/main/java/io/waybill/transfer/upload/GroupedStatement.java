package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.waybill.transfer.grouping.GroupedCalls;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * One statement for many uploads: its executions of one moment are one transaction, with one round trip and one wait for the
 * disk.
 *
 * <p>A transaction that the database refuses changes nothing; then each of its executions is tried by itself, so that one
 * bad row does not spoil the others. When the database goes away meanwhile, what became of a transaction is not known, and all
 * of its executions fail.
 */
final class GroupedStatement {
    private static final Logger LOG = Logger.getLogger(GroupedStatement.class);
    private static final int MOST_TOGETHER = 128;

    private final Pool pool;
    private final String sql;
    private final GroupedCalls<Tuple, RowSet<Row>> executions = new GroupedCalls<>(MOST_TOGETHER, this::together);

    GroupedStatement(Pool pool, String sql) {
        this.pool = pool;
        this.sql = sql;
    }

    /** The rows of this execution, once it is durable; fails with the driver's failure. */
    Future<RowSet<Row>> execute(Tuple values) {
        return executions.ask(values);
    }

    private Future<List<Future<RowSet<Row>>>> together(List<Tuple> group) {
        return transaction(group)
                .map(rows -> {
                    List<Future<RowSet<Row>>> answers = new ArrayList<>();
                    for (RowSet<Row> own = rows; answers.size() < group.size(); own = own.next()) {
                        answers.add(Future.succeededFuture(own));
                    }
                    return answers;
                })
                .recover(failure -> {
                    if (group.size() == 1 || !(failure instanceof PgException)) {
                        return Future.failedFuture(failure);
                    }
                    LOG.debugf(failure, "%d executions go on one by one", group.size());
                    return Future.succeededFuture(group.stream()
                            .map(values -> transaction(List.of(values)))
                            .toList());
                });
    }

    /** The driver sends all executions with one {@code Sync} at their end: PostgreSQL commits them all, or none. */
    private Future<RowSet<Row>> transaction(List<Tuple> group) {
        return pool.preparedQuery(sql).executeBatch(group);
    }
}
