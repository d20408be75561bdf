package io.waybill.transfer.download;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.coding.CodedBodies;
import io.waybill.transfer.coding.RecodedStream;
import io.waybill.transfer.storage.LocalFiles;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.upload.MissingObjects;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Sends stored bytes: by the kernel where the store is local, else as a stream that waits for its reader. Once the head is
 * out, a failure ends the connection: half a file never looks like a whole one.
 */
@ApplicationScoped
public class SendContent {
    private final ObjectStore store;
    private final LocalFiles local;
    private final MissingObjects missing;
    private final CodedBodies bodies;

    SendContent(ObjectStore store, LocalFiles local, MissingObjects missing, CodedBodies bodies) {
        this.store = store;
        this.local = local;
        this.missing = missing;
        this.bodies = bodies;
    }

    /** Sends a stretch of {@code key} and ends the answer. The head of the answer is set already. */
    Future<Void> send(String key, ByteRange range, HttpServerResponse response) {
        return local.slices(key, range.first(), range.length())
                .compose(slices -> slices.filter(files -> files.size() == 1).isPresent()
                        ? sendFile(slices.get().get(0), response)
                        : write(key, range, response).compose(written -> response.end()))
                .recover(failure -> Future.failedFuture(shown(key, failure)));
    }

    /** Writes a stretch of {@code key} and does not end the answer. */
    Future<Void> write(String key, ByteRange range, HttpServerResponse response) {
        return store.read(key, range.first(), range.length())
                .compose(stream -> WritePieces.to(response, stream))
                .recover(failure -> Future.failedFuture(shown(key, failure)));
    }

    /** Whether there is room to code one more content. */
    boolean canCode() {
        return bodies.hasRoom();
    }

    /** Sends the whole of {@code key} with a coding. */
    Future<Void> sendCoded(String key, Representation shown, HttpServerResponse response) {
        return store.read(key, 0, shown.version().size())
                .compose(stream -> {
                    RecodedStream coded = bodies.encoded(stream, shown.coding());
                    response.setChunked(true);
                    response.closeHandler(gone -> {
                        coded.close();
                        stream.close();
                    });
                    // A body that only ended early would look whole: it has no length.
                    return coded.pipe().endOnFailure(false).to(response).onFailure(broken -> {
                        coded.close();
                        stream.close();
                    });
                })
                .recover(failure -> Future.failedFuture(shown(key, failure)));
    }

    private static Future<Void> sendFile(LocalFiles.FileSlice slice, HttpServerResponse response) {
        return response.sendFile(slice.file().toString(), slice.offset(), slice.length());
    }

    private Throwable shown(String key, Throwable failure) {
        boolean gone = failure instanceof WaybillException known
                && (known.code() == ErrorCode.NOT_FOUND || known.code() == ErrorCode.CORRUPT);
        if (gone) {
            missing.report(key, "a version needs it");
            return new WaybillException(
                    ErrorCode.CORRUPT, "The stored bytes of this version cannot be read. An operator has been told.");
        }
        return failure;
    }
}
