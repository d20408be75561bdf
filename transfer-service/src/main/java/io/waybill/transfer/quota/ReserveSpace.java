package io.waybill.transfer.quota;

import io.vertx.core.Future;
import io.waybill.contracts.api.Quota;
import io.waybill.contracts.api.SpaceReservation;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.metadata.MetadataService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Asks for room before bytes come. While metadata-service is away, uploads are let in without: it counts them as soon as it is
 * back ({@code RepairSpace}), and until then none of them becomes a file.
 */
@ApplicationScoped
public class ReserveSpace {
    private static final Logger LOG = Logger.getLogger(ReserveSpace.class);

    /** How much is reserved at a time for bytes whose end is not known. */
    private static final long STEP_BYTES = 64L << 20;

    private final MetadataService metadata;
    private final KnownRoom known = new KnownRoom(System::nanoTime);

    ReserveSpace(MetadataService metadata) {
        this.metadata = metadata;
    }

    /**
     * Reserves room for an upload. Fails with {@code quota_exceeded}.
     *
     * @param length its bytes; null while unknown: then there has to be room for one
     * @param replaces uploads that it is put together from: their bytes become its own
     */
    public Future<Void> reserve(UUID upload, String owner, Long length, List<UUID> replaces) {
        long bytes = length == null ? 1 : length;
        return lenient(metadata.reserve(
                        new SpaceReservation(upload, owner, bytes, length == null ? STEP_BYTES : bytes, replaces)))
                .mapEmpty();
    }

    /**
     * Reserves room for bytes that come without a known end. Fails with {@code quota_exceeded}.
     *
     * @param received how many there are already
     * @return up to where there is room now
     */
    public Future<Long> extend(UUID upload, String owner, long received) {
        return lenient(metadata.reserve(
                        new SpaceReservation(upload, owner, received, received + STEP_BYTES, List.of())))
                .map(reserved -> reserved == null ? received + STEP_BYTES : reserved.bytes());
    }

    /** Whether there is room for a small file, which gets no reservation. Fails with {@code quota_exceeded}. */
    public Future<Void> check(String owner, long length) {
        return known.take(owner, length)
                ? Future.succeededFuture()
                : lenient(metadata.quota(owner)).map(quota -> {
                    if (quota != null) {
                        requireRoom(quota, length);
                    }
                    return null;
                });
    }

    /** Gives room back that no upload came for; what gets lost is found later. */
    public void release(UUID upload) {
        metadata.releaseSpace(List.of(upload))
                .onFailure(away -> LOG.debugf(away, "the room of upload %s is left to the reconciler", upload));
    }

    private void requireRoom(Quota quota, long length) {
        long room = quota.limit() == null ? Long.MAX_VALUE : quota.limit() - quota.used() - quota.reserved();
        if (length > 0 && room < length) {
            throw new WaybillException(
                            ErrorCode.QUOTA_EXCEEDED,
                            "There is not enough room left for this file: delete something for good, also from the trash, or"
                                    + " ask for a larger quota.")
                    .with("used", quota.used())
                    .with("reserved", quota.reserved())
                    .with("limit", quota.limit())
                    .with("needed", length);
        }
        known.learn(quota.owner(), room - length);
    }

    /** The answer, or null when there is none to be had right now. */
    private static <T> Future<T> lenient(Future<T> asked) {
        return asked.recover(failure -> {
            boolean refused = failure instanceof WaybillException why && why.code() == ErrorCode.QUOTA_EXCEEDED;
            if (!refused) {
                LOG.debugf(failure, "let in without room being reserved");
            }
            return refused ? Future.failedFuture(failure) : Future.succeededFuture();
        });
    }
}
