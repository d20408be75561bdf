package io.waybill.gateway.forwarding;

import io.vertx.core.buffer.Buffer;

/** Takes a whole answer of a service, and answers the client in its place: for those who may not see what the service says. */
@FunctionalInterface
public interface AnswerTaker {
    /** Answers the client, to whom nothing was said yet. The body of the answer is one of ours, and small. */
    void take(int status, Buffer body);
}
