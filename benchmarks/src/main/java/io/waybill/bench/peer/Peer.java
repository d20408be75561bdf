package io.waybill.bench.peer;

import io.waybill.bench.measure.Watched;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A running system that takes files. */
public interface Peer extends AutoCloseable {
    /** Its short name, the same in reports and on the command line: {@code waybill-s3}. */
    String id();

    /** Its version, or the commit it was built from. */
    String version();

    Set<Ability> abilities();

    /** The processes that do its work, its store's included. */
    List<Watched> processes();

    /** A new client of it. */
    Session connect() throws IOException;

    /** A client that can resume: with the ability {@link Ability#RESUME}. */
    default ResumableSession resume() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Holds so many files from now on, that {@link #list} finds: with the ability {@link Ability#LISTS}. May be called again. */
    default void fill(int files) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** A client that lists what {@link #fill} made. */
    default ListingSession list() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The port of 127.0.0.1 where its clients come in: with the ability {@link Ability#LISTS}. */
    default int port() {
        throw new UnsupportedOperationException();
    }

    /** Before {@link #kill}: makes ready what will go on, where that is another process. */
    default void standBy() {}

    /** Ends what holds the upload as a power cut of its process would: with the ability {@link Ability#KILL}. */
    default void kill() {
        throw new UnsupportedOperationException();
    }

    /** After {@link #kill}: a client on whichever way still, or again, leads to the uploads; this is part of what is measured. */
    default ResumableSession elsewhere() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** After {@link #kill}: makes it what it was. */
    default void revive() {}

    @Override
    void close();
}
