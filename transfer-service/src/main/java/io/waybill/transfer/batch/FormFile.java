package io.waybill.transfer.batch;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.streams.ReadStream;

/** A file of a form, which also ends when the form ends in the middle of it: Vert.x then says nothing. */
final class FormFile implements ReadStream<Buffer> {
    private final HttpServerFileUpload file;
    private Handler<Throwable> broken = failure -> {};
    private Throwable failure;

    FormFile(HttpServerFileUpload file) {
        this.file = file;
        file.exceptionHandler(this::fail);
        file.pause();
    }

    /** Tells its reader, now or as soon as there is one, unless all of it has come. */
    void formEnded(Throwable why) {
        if (!file.isSizeAvailable()) {
            fail(why);
        }
    }

    private void fail(Throwable why) {
        failure = why;
        broken.handle(why);
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
        file.handler(handler);
        return this;
    }

    @Override
    public FormFile endHandler(Handler<Void> handler) {
        file.endHandler(handler);
        return this;
    }

    @Override
    public FormFile pause() {
        file.pause();
        return this;
    }

    @Override
    public FormFile resume() {
        file.resume();
        return this;
    }

    @Override
    public FormFile fetch(long amount) {
        file.fetch(amount);
        return this;
    }
}
