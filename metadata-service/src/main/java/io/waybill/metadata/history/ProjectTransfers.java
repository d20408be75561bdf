package io.waybill.metadata.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Writes down what events say about transfers, with the counts of them, in one transaction. To apply the same again, in whatever
 * order, changes nothing. Blocks: for the thread that reads events.
 */
@ApplicationScoped
public class ProjectTransfers {
    private static final Logger LOG = Logger.getLogger(ProjectTransfers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Classes of SQLSTATE that say that a value is at fault, and not the database: data exceptions, violated constraints. */
    private static final List<String> AT_FAULT = List.of("22", "23");

    private final Pool database;
    private final ObjectMapper json;

    /** Writes to {@code database}. */
    public ProjectTransfers(Pool database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * Applies {@code steps}, one for each transfer; when it returns they are durable.
     *
     * @return how many the database does not take: they are logged and left out
     * @throws HistoryUnreachable when the database cannot be reached; what was applied is not known, apply them again
     */
    int apply(Collection<TransferStep> steps) throws HistoryUnreachable, InterruptedException {
        try {
            write(steps);
            return 0;
        } catch (PgException refused) {
            if (!isAtFault(refused)) {
                throw new HistoryUnreachable(refused);
            }
            return steps.size() == 1 ? leaveOut(steps, refused) : oneByOne(steps);
        }
    }

    private int oneByOne(Collection<TransferStep> steps) throws HistoryUnreachable, InterruptedException {
        int refused = 0;
        for (TransferStep step : steps) {
            refused += apply(List.of(step));
        }
        return refused;
    }

    private static int leaveOut(Collection<TransferStep> steps, PgException refused) {
        LOG.errorf(
                refused,
                "What is told of transfer %s cannot be written down",
                steps.iterator().next().id());
        return steps.size();
    }

    private static boolean isAtFault(PgException refused) {
        String state = String.valueOf(refused.getSqlState());
        return AT_FAULT.stream().anyMatch(state::startsWith);
    }

    private void write(Collection<TransferStep> steps) throws HistoryUnreachable, InterruptedException {
        ArrayNode rows = json.createArrayNode();
        steps.forEach(step -> step.writeTo(rows.addObject()));
        await(database.preparedQuery("select transfers_apply($1::text::jsonb)").execute(Tuple.of(rows.toString())));
    }

    private static void await(Future<?> written) throws HistoryUnreachable, InterruptedException {
        CompletableFuture<?> result = written.toCompletionStage().toCompletableFuture();
        try {
            result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof PgException refused) {
                throw refused;
            }
            throw new HistoryUnreachable(failed);
        } catch (TimeoutException silent) {
            throw new HistoryUnreachable(silent);
        }
    }
}
