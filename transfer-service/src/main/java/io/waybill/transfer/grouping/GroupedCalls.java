package io.waybill.transfer.grouping;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * A call that many make at the same moment, such as a write that waits for the disk: what is asked while {@value #AT_ONCE}
 * groups are under way goes together in the next one. Who comes alone goes at once.
 *
 * <p>Safe for concurrent use; holds at most what its callers wait for.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class GroupedCalls<Q, A> {
    /** The next group is on its way while the one before it waits for the disk. */
    private static final int AT_ONCE = 2;

    private final int mostTogether;
    private final Function<List<Q>, Future<List<Future<A>>>> call;
    private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * Makes nothing yet.
     *
     * @param mostTogether the most questions of one group
     * @param call asks a group. Its future completes when the next group may go, with an answer for each question in their
     *     order, which may come later; when it fails, all of the group fail
     */
    public GroupedCalls(int mostTogether, Function<List<Q>, Future<List<Future<A>>>> call) {
        this.mostTogether = mostTogether;
        this.call = call;
    }

    /** The answer to {@code question}, on the caller's context. */
    public Future<A> ask(Q question) {
        Asked<Q, A> asked = new Asked<>(question, Promise.promise(), Vertx.currentContext());
        List<Asked<Q, A>> group;
        synchronized (waiting) {
            waiting.add(asked);
            group = nextGroup();
        }
        send(group);
        return asked.answer().future();
    }

    private List<Asked<Q, A>> nextGroup() {
        List<Asked<Q, A>> group = new ArrayList<>();
        if (underWay < AT_ONCE) {
            while (!waiting.isEmpty() && group.size() < mostTogether) {
                group.add(waiting.remove());
            }
            underWay += group.isEmpty() ? 0 : 1;
        }
        return group;
    }

    private void send(List<Asked<Q, A>> group) {
        if (group.isEmpty()) {
            return;
        }
        Future.succeededFuture(group.stream().map(Asked::question).toList())
                .compose(call)
                .onComplete(over -> {
                    List<Asked<Q, A>> next;
                    synchronized (waiting) {
                        underWay--;
                        next = nextGroup();
                    }
                    send(next);
                    for (int i = 0; i < group.size(); i++) {
                        Future<A> answer = over.succeeded() ? over.result().get(i) : Future.failedFuture(over.cause());
                        answer.onComplete(group.get(i)::settle);
                    }
                });
    }

    /** One question and who waits for its answer. */
    private record Asked<Q, A>(Q question, Promise<A> answer, Context context) {
        void settle(AsyncResult<A> result) {
            if (context == null) {
                answer.handle(result);
            } else {
                context.runOnContext(now -> answer.handle(result));
            }
        }
    }
}
