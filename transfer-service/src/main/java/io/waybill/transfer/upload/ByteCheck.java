package io.waybill.transfer.upload;

import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.WaybillException;

/** A check over exactly the bytes of one request, such as a tus checksum: until it holds, none of them is acknowledged. */
interface ByteCheck {
    /** Adds the next bytes of the request. */
    void update(Buffer bytes);

    /**
     * Decides, after the last byte.
     *
     * @throws WaybillException when the bytes are not the promised ones
     */
    void verify();
}
