package io.waybill.bench.peer;

import io.waybill.bench.measure.Watched;
import java.util.List;
import java.util.Set;

/** The store alone, written to and read directly: what everything above it costs is measured beside this. */
final class StorePeer implements Peer {
    /** Measured: more parts at once do not make MinIO faster on two cores. */
    private static final int LANES = 2;

    private final Bucket bucket;
    private final String version;

    StorePeer(Bucket bucket, String version) {
        this.bucket = bucket;
        this.version = version;
    }

    @Override
    public String id() {
        return "store";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.STREAM, Ability.PIECES, Ability.SMALL);
    }

    @Override
    public List<Watched> processes() {
        return List.of(new Watched("minio", bucket.store()::pid));
    }

    @Override
    public Session connect() {
        return new StoreSession(bucket, LANES);
    }

    @Override
    public void close() {}
}
