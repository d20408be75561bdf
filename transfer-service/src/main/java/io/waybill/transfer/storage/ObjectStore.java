package io.waybill.transfer.storage;

import io.vertx.core.Future;
import io.waybill.contracts.error.WaybillException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Write-once blobs under opaque keys (see {@link StoreKeys}); large ones are staged in parts.
 *
 * <p>For every method:
 *
 * <ul>
 *   <li><b>Threads.</b> May be called from any thread, also an event loop; never blocks it. The future completes on the
 *       caller's Vert.x context when there is one.
 *   <li><b>Durability.</b> What a completed future acknowledges survives {@code kill -9} and a power cut, as far as the
 *       store itself keeps that promise.
 *   <li><b>Errors.</b> A failed future holds a {@link WaybillException}: {@code store_unavailable} (try again later, the
 *       same call is safe), {@code store_full}, {@code not_found}, {@code corrupt} (what is stored is not what was
 *       acknowledged, or what was sent is not what its digest says), {@code internal} (a caller's mistake, such as part
 *       number 0 or a key that is not one of ours).
 *   <li><b>Retries.</b> An adapter retries transient errors itself, a bounded number of times with back-off, from the
 *       caller's bytes. After {@code store_unavailable} the effect may or may not have happened: call again.
 *   <li><b>Atomicity.</b> A visible object has all its bytes. Nothing in between is ever readable.
 * </ul>
 */
public interface ObjectStore {
    /** The most parts one object can have. */
    int MAX_PARTS = 10_000;

    /** The least bytes of any part but the last, in the narrowest store (S3): 5 MiB. */
    long MIN_PART_BYTES = 5L << 20;

    /** The most bytes {@link #list} or {@link #listStaged} return at once. */
    int MAX_LIST = 1_000;

    /**
     * Opens a staging for {@code key}; several may be open for one key at once, each on its own. Not idempotent: a repeat
     * opens another, and one whose id was lost is found by {@link #listStaged}. That an object is already there is told by
     * {@link #assemble}, not here.
     */
    Future<StagedObject> stage(String key);

    /**
     * Stores part {@code number} (1 to {@value #MAX_PARTS}) durably; replaces an earlier one of the same number. The store
     * checks the bytes against {@code bytes.sha256()}: on a mismatch it keeps nothing new and fails with {@code corrupt}.
     *
     * <p>0 bytes to 5 GiB; all but the last part need {@link #MIN_PART_BYTES} (not checked before {@link #assemble}, and
     * only by S3). Idempotent: the same bytes give a part with the same etag. {@code not_found} when the staging is gone.
     */
    Future<StoredPart> putPart(StagedObject staged, int number, PartBytes bytes);

    /**
     * Stores {@code length} bytes of the visible object {@code sourceKey}, from {@code offset}, as part {@code number},
     * without moving them through this process where the store can. At least 1 byte. Idempotent. {@code not_found} when
     * the source or the staging is gone; {@code internal} when the range is not inside the source.
     */
    Future<StoredPart> copyPart(StagedObject staged, int number, String sourceKey, long offset, long length);

    /**
     * Makes the object visible with exactly these parts, in this order (rising numbers, gaps allowed, at least one), and
     * ends the staging. Write-once: an object that is already there is never replaced.
     *
     * <p>Idempotent: a repeat after success succeeds, also when the first answer was lost and when two run at once, as long
     * as the visible object has the size of these parts; another object at the key is {@code corrupt}. {@code corrupt}
     * when a part is missing or is not the one named by its etag: nothing becomes visible. {@code not_found} when the
     * staging is gone and no object is there.
     */
    Future<Void> assemble(StagedObject staged, List<StoredPart> parts);

    /** Where the parts of a copy are best cut; never changes while the store is open. */
    PartRules partRules();

    /** Drops a staging and its parts. Idempotent; an unknown staging, or one already assembled, is success. */
    Future<Void> discard(StagedObject staged);

    /**
     * Stores a whole small object durably (0 bytes to one part's size), checked against {@code bytes.sha256()}.
     * Write-once. Idempotent: a repeat with the same bytes succeeds; other bytes at a taken key are {@code corrupt} and
     * change nothing.
     */
    Future<Void> put(String key, PartBytes bytes);

    /**
     * Opens {@code length} bytes from {@code offset} for reading. The stream starts paused, obeys {@code pause},
     * {@code resume} and {@code fetch}, and holds at most a few 256 KiB buffers whatever its reader does. It gives exactly
     * {@code length} bytes and then ends, or ends with one exception ({@code corrupt} when bytes are missing,
     * {@code store_unavailable}). Nothing is retried after the first byte.
     *
     * <p>Its reader must reach the end or drop it by {@link StoredBytes#close()}. {@code not_found} without such an
     * object; {@code internal} when the range is not inside it. {@code length} 0 is an empty stream.
     */
    Future<StoredBytes> read(String key, long offset, long length);

    /** The visible object of this key, or empty. */
    Future<Optional<StoredObject>> stat(String key);

    /** Removes a visible object. Idempotent. A reader that is at it either finishes or fails; it never gets other bytes. */
    Future<Void> delete(String key);

    /**
     * Visible objects whose key starts with {@code prefix} and comes after {@code after} (the empty string: from the start), in
     * ascending order of the keys, at most {@code limit} (1 to {@value #MAX_LIST}). Fewer than {@code limit} means there
     * are no more.
     */
    Future<List<StoredObject>> list(String prefix, String after, int limit);

    /**
     * Stagings whose key starts with {@code prefix} and that were opened before {@code startedBefore}, in no order, at most
     * {@code limit} (1 to {@value #MAX_LIST}): the same ones again until they are discarded. {@code prefix} is a full key
     * or the first segments of one ending in {@code /}; only for a full key is the answer complete in every store, see the
     * adapters.
     */
    Future<List<StagedObject>> listStaged(String prefix, Instant startedBefore, int limit);
}
