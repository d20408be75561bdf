package io.waybill.transfer.storage.filesystem;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Says what an I/O error of the store's directory means to a client. */
final class FileFailures {
    private FileFailures() {}

    static WaybillException toWaybill(Throwable failure) {
        if (failure instanceof WaybillException known) {
            return known;
        }
        if (failure instanceof IOException broken && isFull(broken)) {
            return new WaybillException(
                    ErrorCode.STORE_FULL,
                    "The object store has no room left: try again when space was freed.",
                    failure);
        }
        if (failure instanceof IOException) {
            return new WaybillException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "The object store cannot be read or written right now: try again shortly.",
                    failure);
        }
        return new WaybillException(ErrorCode.INTERNAL, "The object store failed in an unforeseen way.", failure);
    }

    static WaybillException notFound() {
        return new WaybillException(ErrorCode.NOT_FOUND, "The object store has no such object.");
    }

    /** ENOSPC and EDQUOT have no exception of their own in Java, only the operating system's words. */
    private static boolean isFull(IOException failure) {
        String reason = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        String words = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
        return words.contains("no space left") || words.contains("quota exceeded");
    }
}
