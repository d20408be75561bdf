package io.waybill.transfer.batch;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.streams.ReadStream;

/**
 * A file of a form, which also breaks when the form ends in the middle of it: Vert.x then says nothing, and hands on what it
 * has within one turn of the event loop. For one Vert.x context.
 */
final class FormFile implements ReadStream<Buffer> {
    private final HttpServerFileUpload file;
    private Handler<Throwable> broken = failure -> {};
    private Throwable failure;
    private Throwable formEnd;
    private long told;
    private boolean asked;
    private boolean flowing;
    private boolean over;

    FormFile(HttpServerFileUpload file) {
        this.file = file;
        file.exceptionHandler(this::fail);
        file.pause();
    }

    /** Breaks it with {@code why} once everything that has come of it was read, unless that is all of it. */
    void formEnded(Throwable why) {
        formEnd = why;
        if (asked) {
            expectSomething();
        }
    }

    /** Whether the form ended before it did. */
    boolean isBroken() {
        return failure != null;
    }

    private void expectSomething() {
        long before = told;
        Vertx.currentContext().runOnContext(handedOn -> {
            if (told == before && asked) {
                fail(formEnd);
            }
        });
    }

    private void fail(Throwable why) {
        if (!over) {
            over = true;
            failure = why;
            broken.handle(why);
        }
    }

    @Override
    public FormFile exceptionHandler(Handler<Throwable> handler) {
        broken = handler == null ? ignored -> {} : handler;
        if (failure != null) {
            broken.handle(failure);
        }
        return this;
    }

    @Override
    public FormFile handler(Handler<Buffer> handler) {
        file.handler(bytes -> {
            told++;
            asked = flowing;
            handler.handle(bytes);
        });
        return this;
    }

    @Override
    public FormFile endHandler(Handler<Void> handler) {
        file.endHandler(end -> {
            told++;
            over = true;
            handler.handle(null);
        });
        return this;
    }

    @Override
    public FormFile pause() {
        flowing = false;
        file.pause();
        return this;
    }

    @Override
    public FormFile resume() {
        flowing = true;
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public FormFile fetch(long amount) {
        asked = true;
        file.fetch(amount);
        if (formEnd != null) {
            expectSomething();
        }
        return this;
    }
}
