package io.waybill.metadata.shares;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.ShareDownload;
import io.waybill.metadata.audit.AuditLog;
import io.waybill.metadata.audit.AuditedAction;
import io.waybill.metadata.audit.Origin;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts the downloads of shares, each once, before their first byte goes. */
@ApplicationScoped
public class CountDownload {
    private static final int AT_ONCE = 1_000;

    private final ShareRows rows;
    private final AuditLog audit;
    private final ShareMetrics metrics;

    /** Counts in {@code rows}. */
    public CountDownload(ShareRows rows, AuditLog audit, ShareMetrics metrics) {
        this.rows = rows;
        this.audit = audit;
        this.metrics = metrics;
    }

    /**
     * Counts {@code download} unless it was counted before: then nothing changes. So whoever lost the answer asks again.
     *
     * @return fails with {@code share_ended}, and {@code share_used_up} when it is none of those that the share was good for
     */
    Uni<Void> count(ShareDownload download) {
        AuditedAction action = new AuditedAction(
                "share.downloaded", null, download.fileId(), null, download.version(), null, AuditedAction.OK);
        String entry = audit.entry(action, Origin.current().by("link " + download.share()));
        return rows.count(download, entry)
                .invoke(metrics::download)
                .invoke(result -> {
                    if (result.equals("ended")) {
                        throw new WaybillException(
                                ErrorCode.SHARE_ENDED,
                                "It has expired or was taken back. Ask whoever sent it for a new one.");
                    }
                    if (result.equals("used_up")) {
                        throw new WaybillException(
                                ErrorCode.SHARE_USED_UP,
                                "Everything that this link was good for has been downloaded. Ask whoever sent it for a new one.");
                    }
                })
                .replaceWithVoid();
    }

    /** Forgets those that nobody may go on with. */
    @Scheduled(every = "${waybill.shares.sweep:PT10M}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return Uni.createFrom()
                .deferred(() -> rows.forgetDownloads(AT_ONCE))
                .repeat()
                .whilst(gone -> gone > 0)
                .onItem()
                .ignoreAsUni();
    }
}
