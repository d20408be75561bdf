package io.waybill.transfer.batch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.transfer.http.Fields;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * The files of a form ({@code multipart/form-data}, RFC 7578); its other fields are passed over.
 *
 * <p>A chunk from the network may hold many small files: they wait, paused, and no more than some of them are let in.
 */
final class FormEntries implements BatchEntries {
    private static final int MAX_WAITING = 64;

    private final HttpServerRequest request;
    private final Queue<BatchEntry> waiting = new ArrayDeque<>();
    private FormFile newest;
    private Promise<Optional<BatchEntry>> asked;
    private boolean ended;
    private Throwable broken;

    FormEntries(HttpServerRequest request) {
        this.request = request;
        request.setExpectMultipart(true);
        request.uploadHandler(this::arrived);
        request.exceptionHandler(why -> end(brokenForm()));
        request.endHandler(end -> end(null));
        request.resume();
    }

    @Override
    public Future<Optional<BatchEntry>> next() {
        asked = Promise.promise();
        Future<Optional<BatchEntry>> answer = asked.future();
        answer();
        return answer;
    }

    private void arrived(HttpServerFileUpload file) {
        newest = new FormFile(file);
        waiting.add(new BatchEntry(file.filename(), null, file.contentType(), null, newest));
        if (waiting.size() > MAX_WAITING) {
            request.pause();
        }
        answer();
    }

    private void end(Throwable why) {
        ended = true;
        broken = why;
        if (newest != null) {
            newest.formEnded(brokenForm());
        }
        answer();
    }

    /** Whoever reads the newest file needs more of the form; those before it have come whole. */
    private void answer() {
        if (asked == null) {
            return;
        }
        Promise<Optional<BatchEntry>> answer = asked;
        if (!waiting.isEmpty()) {
            asked = null;
            BatchEntry next = waiting.remove();
            if (waiting.isEmpty() && !ended) {
                request.resume();
            }
            answer.complete(Optional.of(next));
        } else if (broken != null || (ended && newest != null && newest.isBroken())) {
            asked = null;
            answer.fail(brokenForm());
        } else if (ended) {
            asked = null;
            answer.complete(Optional.empty());
        } else {
            request.resume();
        }
    }

    private static RuntimeException brokenForm() {
        return Fields.malformed("The form is broken, or ends before its end. What is reported as stored is stored.");
    }
}
