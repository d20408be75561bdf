package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.transfer.admission.Slot;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Opens uploads whose first bytes come with the same request. Its upload is durable, and may be told to the client, before it
 * is the turn of the bytes.
 */
@ApplicationScoped
public class BeginUpload {
    private final OpenUpload open;
    private final AppendBytes append;
    private final TakeTurns turns;

    BeginUpload(OpenUpload open, AppendBytes append, TakeTurns turns) {
        this.open = open;
        this.append = append;
        this.turns = turns;
    }

    /**
     * Opens an upload, as {@link OpenUpload#open} does, and goes on with {@code then}.
     *
     */
    <T> Future<T> begin(
            UploadTerms terms, Long length, Sender sender, BiFunction<OpenUpload.Opened, Turn<T>, Future<T>> then) {
        Optional<Slot> slot = turns.now(terms, sender.bodyLength());
        if (slot.isPresent()) {
            return slot.get().during(() -> open.open(terms, length, true)
                    .compose(opened -> then.apply(
                            opened,
                            work -> opened.fresh()
                                    ? work.apply(opened.upload())
                                    : append.takeOver(fromTheStart(opened.upload(), length, sender))
                                            .compose(work))));
        }
        return open.open(terms, length, false)
                .compose(opened -> then.apply(opened, work -> {
                    AppendBytes.Claim claim = fromTheStart(opened.upload(), length, sender);
                    return turns.append(
                            claim, sender.body(), () -> append.takeOver(claim).compose(work));
                }));
    }

    private static AppendBytes.Claim fromTheStart(Upload upload, Long length, Sender sender) {
        return new AppendBytes.Claim(
                upload.terms().owner(), upload.id(), 0, length, sender.bodyLength(), null, sender.isGone());
    }

    /** The turn of the first bytes. */
    interface Turn<T> {
        /** Does {@code work} in its turn, with the upload taken over, or with one that has all its bytes already. */
        Future<T> take(Function<Upload, Future<T>> work);
    }
}
