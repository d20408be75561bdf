package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;

/** How a request leaves its upload: whole, with every byte that arrived acknowledged, or as it was before. */
final class RequestEnd {
    private final DurableBytes durable;
    private final FillingPart part;
    private final RequestBody body;
    private WaybillException overrun;

    RequestEnd(DurableBytes durable, FillingPart part, RequestBody body) {
        this.durable = durable;
        this.part = part;
        this.body = body;
    }

    /** Why no byte is taken beyond {@code limit}. The IETF's protocol lets nobody go on with an upload of a wrong length. */
    WaybillException beyond(long limit) {
        if (durable.saved().bytes().length() == null) {
            return new WaybillException(ErrorCode.TOO_LARGE, "The file is larger than this service takes.")
                    .with("expected", limit);
        }
        overrun = new WaybillException(ErrorCode.INCONSISTENT_LENGTH, "The body is longer than the upload's length.")
                .with("expected", limit);
        return overrun;
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
        Throwable failure = broken != null ? broken : refusal(received);
        return (failure == null ? finish(received) : keepOrDrop(fenced))
                .onComplete(left -> part.close())
                .compose(left -> failure == null ? Future.succeededFuture(left) : Future.failedFuture(failure));
    }

    private WaybillException refusal(long received) {
        Long length = durable.saved().bytes().length();
        if (body.end().endsFile() && length != null && received != length) {
            return new WaybillException(
                            ErrorCode.INCONSISTENT_LENGTH, "The body ended before the announced length of the file.")
                    .with("expected", length)
                    .with("actual", received);
        }
        try {
            if (body.check() != null) {
                body.check().verify();
            }
            return null;
        } catch (WaybillException doesNotHold) {
            return doesNotHold;
        }
    }

    private Future<Upload> finish(long received) {
        Long length = durable.saved().bytes().length();
        boolean whole = body.end().endsFile() || (body.end().isAtLength() && length != null && received == length);
        return whole
                ? part.last().compose(durable::complete).map(committing -> committing)
                : part.keep().compose(kept -> durable.release()).map(open -> open);
    }

    private Future<Upload> keepOrDrop(boolean fenced) {
        boolean ends = body.end() == RequestBody.End.OF_UPLOAD;
        if (overrun != null && !fenced && body.end().isDraft()) {
            return durable.refuse(overrun).map(never -> never);
        }
        if (fenced || ends || body.check() != null) {
            return durable.rollback(fenced || ends).map(before -> before);
        }
        return part.keep().compose(kept -> durable.release()).map(open -> open);
    }
}
