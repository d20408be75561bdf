package io.waybill.metadata.shares;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.SharedWithMe;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.GrantQuestion;
import io.waybill.contracts.share.OpenShare;
import io.waybill.metadata.catalog.PageRequest;
import io.waybill.metadata.catalog.TimePlace;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Tells which share a link is, and what is with somebody. Only who has a link learns what has become of it. */
@ApplicationScoped
public class FindShare {
    private final ShareRows rows;
    private final ShareMac mac;
    private final ShareMetrics metrics;

    /** Looks in {@code rows}. */
    public FindShare(ShareRows rows, ShareMac mac, ShareMetrics metrics) {
        this.rows = rows;
        this.mac = mac;
        this.metrics = metrics;
    }

    /** The share, as of this moment. Fails with {@code not_found} and {@code share_ended}. */
    Uni<OpenShare> find(Sha256 digest) {
        return rows.find(mac.of(digest)).map(this::judged);
    }

    /** What was given to somebody with an account, as of this moment. Fails with {@code not_found} when it is with somebody else, or has ended. */
    Uni<OpenShare> find(GrantQuestion asked) {
        return rows.findGrant(asked.share(), asked.grantee()).map(found -> {
            KeptShare kept = found.filter(known -> !known.ended() && !known.gone())
                    .orElseThrow(() -> new WaybillException(
                            ErrorCode.NOT_FOUND, "There is no such share with you, or it has ended."));
            return kept.share();
        });
    }

    /** A page of what is shared with {@code grantee} now, newest first. Fails with {@code invalid_cursor}. */
    Uni<Page<SharedWithMe>> with(String grantee, PageRequest request) {
        return rows.with(grantee, TimePlace.of(grantee, request.after()), request.limit() + 1)
                .map(found -> request.page(found, last -> TimePlace.cursor(grantee, last.createdAt(), last.id())));
    }

    private OpenShare judged(Optional<KeptShare> found) {
        KeptShare kept = found.orElseThrow(() -> {
            metrics.found("unknown");
            return new WaybillException(
                    ErrorCode.NOT_FOUND, "There is no such link, or a character of it was lost: copy it again.");
        });
        if (kept.ended()) {
            metrics.found("ended");
            throw new WaybillException(
                    ErrorCode.SHARE_ENDED, "It has expired or was taken back. Ask whoever sent it for a new one.");
        }
        if (kept.gone()) {
            metrics.found("gone");
            throw new WaybillException(ErrorCode.NOT_FOUND, "What this link leads to is not there any more.");
        }
        metrics.found("good");
        return kept.share();
    }
}
