package io.waybill.transfer.storage.s3;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.PartRules;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredBytes;
import io.waybill.transfer.storage.StoredObject;
import io.waybill.transfer.storage.StoredPart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The store that speaks S3: MinIO, or any other that keeps {@code If-None-Match} and checks signed bodies.
 *
 * <p>Bytes go up once per attempt from off-heap memory, signed for their SHA-256, which the store checks; they come down
 * through a presigned URL. Both go through Vert.x' client: no thread waits for a slow store or a slow reader.
 *
 * <p>{@link #listStaged}: MinIO answers fully for a prefix that is a whole key; for any other it knows only what was begun
 * on the same node since that was started, and forgets nothing but by its own sweep of old uploads (24 hours by default:
 * set it above our expiry). {@link #assemble}: of two at once, one may be told {@code corrupt} before the object of the
 * other is visible; keep to one at a time.
 */
public final class S3Store implements ObjectStore, AutoCloseable {
    private final S3Client client;
    private final S3Reads reads;
    private final S3Writes writes;
    private final S3Objects objects;
    private final S3Multiparts multiparts;
    private final S3Listing listing;

    private S3Store(Vertx vertx, S3Connection connection, S3Client client) {
        this.client = client;
        Retries retries = new Retries(vertx);
        S3Requests requests = new S3Requests(client, connection, retries);
        this.reads = new S3Reads(vertx, client, connection);
        this.writes = new S3Writes(vertx, client, connection, retries);
        this.objects = new S3Objects(requests, writes, reads);
        this.multiparts = new S3Multiparts(requests, writes, objects);
        this.listing = new S3Listing(requests);
    }

    /**
     * Connects, and creates the bucket when it is missing. Blocks; for start-up.
     *
     * @throws IllegalStateException with one sentence when the store cannot be reached or refuses us
     */
    public static S3Store open(Vertx vertx, S3Connection connection) {
        S3Client client = connection.connect();
        try {
            new S3Bucket(client, connection).createIfMissing();
        } catch (RuntimeException failed) {
            client.close();
            throw failed;
        }
        return new S3Store(vertx, connection, client);
    }

    @Override
    public Future<StagedObject> stage(String key) {
        return checked(() -> multiparts.stage(key));
    }

    @Override
    public Future<StoredPart> putPart(StagedObject staged, int number, PartBytes bytes) {
        return checked(() -> multiparts.putPart(staged, number, bytes));
    }

    @Override
    public Future<StoredPart> copyPart(StagedObject staged, int number, String sourceKey, long offset, long length) {
        return checked(() -> multiparts.copyPart(staged, number, sourceKey, offset, length));
    }

    @Override
    public PartRules partRules() {
        return new PartRules(MIN_PART_BYTES, false);
    }

    @Override
    public Future<Void> assemble(StagedObject staged, List<StoredPart> parts) {
        return checked(() -> multiparts.assemble(staged, parts));
    }

    @Override
    public Future<Void> discard(StagedObject staged) {
        return checked(() -> multiparts.discard(staged));
    }

    @Override
    public Future<Void> put(String key, PartBytes bytes) {
        return checked(() -> objects.put(key, bytes));
    }

    @Override
    public Future<StoredBytes> read(String key, long offset, long length) {
        return checked(() -> objects.read(key, offset, length));
    }

    @Override
    public Future<Optional<StoredObject>> stat(String key) {
        return checked(() -> objects.stat(key));
    }

    @Override
    public Future<Void> delete(String key) {
        return checked(() -> objects.delete(key));
    }

    @Override
    public Future<List<StoredObject>> list(String prefix, String after, int limit) {
        return checked(() -> listing.objects(prefix, after, limit));
    }

    @Override
    public Future<List<StagedObject>> listStaged(String prefix, Instant startedBefore, int limit) {
        return checked(() -> listing.staged(prefix, startedBefore, limit));
    }

    @Override
    public void close() {
        reads.close();
        writes.close();
        client.close();
    }

    /** What a caller did wrong fails the future instead of being thrown; what the store says becomes our error. */
    private static <T> Future<T> checked(Supplier<Future<T>> call) {
        Future<T> answer;
        try {
            answer = call.get();
        } catch (RuntimeException refused) {
            answer = Future.failedFuture(refused);
        }
        return answer.recover(thrown -> Future.failedFuture(S3Failure.of(thrown).toWaybill()));
    }
}
