package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;

/** How a request leaves its upload: whole, with every byte that arrived acknowledged, or as it was before. */
final class RequestEnd {
    private final DurableBytes durable;
    private final FillingPart part;
    private final ByteCheck check;
    private final boolean endsUpload;

    /**
     * @param check a check over the bytes of the request, or null
     * @param endsUpload whether the end of the body is the end of the file
     */
    RequestEnd(DurableBytes durable, FillingPart part, ByteCheck check, boolean endsUpload) {
        this.durable = durable;
        this.part = part;
        this.check = check;
        this.endsUpload = endsUpload;
    }

    /**
     * Settles what arrived, and gives back all memory.
     *
     * @param broken why the request ended early, or null
     * @param fenced whether the row is another's now, and not to be touched
     * @param received the offset after the last byte that arrived
     * @return the upload as its row says afterwards; fails with {@code broken}, or with what refused the bytes
     */
    Future<Upload> settle(Throwable broken, boolean fenced, long received) {
        Throwable failure = broken != null ? broken : refusal();
        return leave(failure, fenced, received)
                .onComplete(left -> part.close())
                .compose(left -> failure == null ? Future.succeededFuture(left) : Future.failedFuture(failure));
    }

    private Throwable refusal() {
        try {
            if (check != null) {
                check.verify();
            }
            return null;
        } catch (WaybillException doesNotHold) {
            return doesNotHold;
        }
    }

    private Future<Upload> leave(Throwable failure, boolean fenced, long received) {
        Long length = durable.saved().bytes().length();
        boolean whole = length != null && received == length;
        if (failure != null && (fenced || check != null || endsUpload)) {
            return durable.rollback(fenced || endsUpload).map(before -> before);
        }
        if (failure == null && (whole || (endsUpload && length == null))) {
            return part.last().compose(durable::complete).map(committing -> committing);
        }
        if (failure == null && endsUpload) {
            return durable.rollback(true)
                    .compose(dropped -> Future.failedFuture(new WaybillException(
                            ErrorCode.INCONSISTENT_LENGTH,
                            "The body ended before its announced length. Send the file again.")));
        }
        return part.keep().compose(kept -> durable.release()).map(open -> open);
    }
}
