package io.waybill.transfer.upload;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.LongConsumer;

/**
 * The bytes of one request for one upload, and what is agreed about them.
 *
 * @param bytes what comes, from the upload's offset on
 * @param end what the end of these bytes says about the file
 * @param check a check over exactly these bytes, or null; until it holds, none of them is acknowledged
 * @param acknowledged is told every offset that became durable, on the context of the request
 */
record RequestBody(ReadStream<Buffer> bytes, End end, ByteCheck check, LongConsumer acknowledged) {
    /** What the clean end of a body means, and what is left of one that breaks. */
    enum End {
        /** The file is whole when it has its promised length, and goes on otherwise (tus). */
        OF_FILE_AT_LENGTH,
        /** The file goes on, even where the offset has reached the length (IETF: {@code Upload-Complete: ?0}). */
        OF_PIECE,
        /** The file is whole; after a break it goes on with another request (IETF: {@code Upload-Complete: ?1}). */
        OF_FILE,
        /** The file is whole; a break leaves nothing of it, for no other request can go on. */
        OF_UPLOAD;

        boolean endsFile() {
            return this == OF_FILE || this == OF_UPLOAD;
        }

        boolean isDraft() {
            return this == OF_PIECE || this == OF_FILE;
        }

        boolean isAtLength() {
            return this == OF_FILE_AT_LENGTH;
        }
    }

    /** A piece of a file whose length decides when it is whole. */
    static RequestBody upToLength(ReadStream<Buffer> bytes, ByteCheck check) {
        return new RequestBody(bytes, End.OF_FILE_AT_LENGTH, check, RequestBody::toNobody);
    }

    /** A whole file in the only request of its upload. */
    static RequestBody wholeFile(ReadStream<Buffer> bytes) {
        return new RequestBody(bytes, End.OF_UPLOAD, null, RequestBody::toNobody);
    }

    private static void toNobody(long offset) {}
}
