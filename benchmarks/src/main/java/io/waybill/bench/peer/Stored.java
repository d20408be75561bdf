package io.waybill.bench.peer;

/**
 * A file at a peer.
 *
 * @param name it was given
 * @param path the request target, or key, that the peer knows it by
 */
public record Stored(String name, String path) {}
