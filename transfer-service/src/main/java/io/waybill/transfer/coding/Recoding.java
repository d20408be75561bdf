package io.waybill.transfer.coding;

import io.vertx.core.buffer.Buffer;

/**
 * Turns one sequence of bytes into another, a bounded piece at a time. Feed it only when {@link #next} has answered null.
 * For one thread at a time; closing it frees what it holds outside the heap.
 */
interface Recoding extends AutoCloseable {
    /** The most bytes of one piece that comes out. */
    int PIECE_BYTES = 64 << 10;

    /** The next bytes of the input. */
    void feed(Buffer input);

    /**
     * Nothing more comes in.
     *
     * @throws io.waybill.contracts.error.WaybillException when the input is not whole
     */
    void end();

    /**
     * The next piece, or null when there is none before more comes in.
     *
     * @throws io.waybill.contracts.error.WaybillException when the input is malformed
     */
    Buffer next();

    /** Idempotent. */
    @Override
    void close();
}
