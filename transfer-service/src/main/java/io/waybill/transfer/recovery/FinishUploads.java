package io.waybill.transfer.recovery;

import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.upload.CommitUpload;
import io.waybill.transfer.upload.ConcatRows;
import io.waybill.transfer.upload.Concatenate;
import io.waybill.transfer.upload.DiscardUpload;
import io.waybill.transfer.upload.EndUpload;
import io.waybill.transfer.upload.Upload;
import io.waybill.transfer.upload.UploadRows;
import io.waybill.transfer.upload.UploadSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Brings uploads to their end that nobody is at work on: commits, expiries, broken one-shots, discards. */
@ApplicationScoped
public class FinishUploads {
    private static final Logger LOG = Logger.getLogger(FinishUploads.class);

    /** Somebody else was faster, or {@code MissingObjects} has called a human. */
    private static final Set<ErrorCode> TOLD_ELSEWHERE = Set.of(ErrorCode.UPLOAD_SUPERSEDED, ErrorCode.CORRUPT);

    private final UploadRows rows;
    private final CommitUpload commit;
    private final EndUpload end;
    private final DiscardUpload discard;
    private final ConcatRows concat;
    private final Concatenate concatenate;
    private final UploadSettings uploads;
    private final RecoverySettings settings;
    private final RecoveryMetrics metrics;

    FinishUploads(
            UploadRows rows,
            CommitUpload commit,
            EndUpload end,
            DiscardUpload discard,
            ConcatRows concat,
            Concatenate concatenate,
            UploadSettings uploads,
            RecoverySettings settings,
            RecoveryMetrics metrics) {
        this.rows = rows;
        this.commit = commit;
        this.end = end;
        this.discard = discard;
        this.concat = concat;
        this.concatenate = concatenate;
        this.uploads = uploads;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Goes on with commits; how many became versions. */
    public Future<Integer> commits() {
        return rows.claimCommits(settings.lease(), settings.batch())
                .compose(claimed -> each("commit", claimed, upload -> commit.goOn((Upload.Committing) upload)
                        .mapEmpty()));
    }

    /** Ends uploads whose time is over, and one-shots whose request is gone. */
    public Future<Integer> expiries() {
        return rows.expired(settings.batch())
                .compose(late -> each("expire", late, end::expire))
                .compose(expired -> rows.abandonedOneShots(settings.batch())
                        .compose(left -> each(
                                "cancel",
                                left,
                                upload -> end.cancel(upload.terms().owner(), upload.id())))
                        .map(cancelled -> expired + cancelled))
                .compose(ended -> concat.unneededPartials(uploads.keepPartials(), settings.batch())
                        .compose(unneeded -> each("expire", unneeded, end::expire))
                        .map(expired -> ended + expired));
    }

    /** Puts files together whose partial uploads are all there, and ends those that miss one for good. */
    public Future<Integer> concatenations() {
        return concat.due(settings.batch()).compose(due -> each("put together", due, concatenate::finish));
    }

    /** Removes the bytes of ended uploads. */
    public Future<Integer> discards() {
        return rows.claimDiscards(settings.lease(), settings.batch())
                .compose(ended -> each("discard", ended, upload -> discard.discard((Upload.Ended) upload)));
    }

    /** Drops rows of uploads that ended long ago. */
    public Future<Integer> forget() {
        return rows.forgetEnded(settings.keepEnded(), 1_000);
    }

    private Future<Integer> each(String work, List<Upload> uploads, Function<Upload, Future<Void>> action) {
        List<Future<Boolean>> results = new ArrayList<>();
        for (Upload upload : uploads) {
            results.add(action.apply(upload).map(true).recover(failure -> {
                if (!(failure instanceof WaybillException known) || !TOLD_ELSEWHERE.contains(known.code())) {
                    LOG.infof("could not %s upload %s yet: %s", work, upload.id(), failure.toString());
                }
                return Future.succeededFuture(false);
            }));
        }
        return Future.join(results).map(all -> {
            int done = (int) results.stream().filter(Future::result).count();
            metrics.done(work, done);
            return done;
        });
    }
}
