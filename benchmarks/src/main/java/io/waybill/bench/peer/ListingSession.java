package io.waybill.bench.peer;

import java.io.IOException;

/** One client that reads lists over one kept-alive connection, for one thread. */
public interface ListingSession extends AutoCloseable {
    /**
     * Reads one page.
     *
     * @param question parameters of the list, each with an ampersand before it
     * @param cursor where the page before ended, or null
     * @param limit how many files at most
     * @return where this one ends; null when it is the last
     */
    String page(String question, String cursor, int limit) throws IOException;

    @Override
    void close() throws IOException;
}
