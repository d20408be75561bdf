package io.waybill.bench.peer;

import io.waybill.bench.http.Content;
import java.io.IOException;

/** One client of a peer over one kept-alive connection, for one thread. What a peer cannot do throws. */
public interface Session extends AutoCloseable {
    /** Uploads a file of any size in one stream, as the peer likes it best. */
    Stored upload(String name, Content content) throws IOException;

    /** Uploads it in requests of {@code pieceBytes}, one after the other. */
    default Stored uploadInPieces(String name, Content content, int pieceBytes) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Uploads a small file with one request. */
    Stored uploadSmall(String name, Content content) throws IOException;

    /** Uploads a tar stream of {@code count} small files with one request. */
    default void uploadPacked(Content tar, int count) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Reads a file to its end; answers how many bytes came. */
    default long download(Stored stored) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Deletes a file, so that the disk does not fill. */
    default void remove(Stored stored) throws IOException {}

    @Override
    void close() throws IOException;
}
