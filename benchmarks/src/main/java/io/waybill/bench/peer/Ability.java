package io.waybill.bench.peer;

/** What can be measured of a peer. */
public enum Ability {
    /** Takes a large file in one stream, and gives it back. */
    STREAM,
    /** Takes a large file in many requests. */
    PIECES,
    /** Takes a small file in one request. */
    SMALL,
    /** Takes many small files in one request. */
    BATCH,
    /** Goes on where a broken upload was. */
    RESUME,
    /** Can be killed and comes back. */
    KILL,
    /** Its memory with hundreds of uploads in flight is of interest. */
    MEMORY,
    /** Lists very many files. */
    LISTS,
    /** Is a way through a proxy to the same transfer-service, or past it. */
    PROXY
}
