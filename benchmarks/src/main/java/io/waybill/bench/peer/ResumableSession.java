package io.waybill.bench.peer;

import io.waybill.bench.http.Content;
import java.io.IOException;

/** A client that uploads piecewise and can be broken, in the words of tus 1.0.0. */
public interface ResumableSession extends AutoCloseable {
    /** Opens an upload; answers its request target. */
    String open(String name, long sizeBytes) throws IOException;

    /** Begins to send from {@code offset} to the end but stops after {@code content}; no answer is read. */
    void sendUnfinished(String upload, long offset, long sizeBytes, Content content) throws IOException;

    /** Sends more of what {@link #sendUnfinished} began. */
    void sendMore(Content content) throws IOException;

    /** Reads the answer to what was sent unfinished, now that all of it was sent. */
    void finish() throws IOException;

    /** Breaks the connection without a word. */
    void cut() throws IOException;

    /**
     * Where the upload stands.
     *
     * @throws IOException also when the server is not there, or not ready to say
     */
    long offset(String upload) throws IOException;

    /** Sends these bytes at {@code offset}; whether they were acknowledged. */
    boolean append(String upload, long offset, Content content) throws IOException;

    @Override
    void close() throws IOException;
}
