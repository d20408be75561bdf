package io.waybill.metadata.commit;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.kit.problem.Failures;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Records many verified uploads with one transaction, so that they share its round trips and its wait for the disk. What
 * does not fit in is left for {@link CommitUpload}: none is refused here, and none spoils the others.
 */
@ApplicationScoped
public class CommitTogether {
    private static final Logger LOG = Logger.getLogger(CommitTogether.class);

    private final RecordTogether recordTogether;
    private final CommitCount count;

    /** Records with {@code recordTogether}. */
    public CommitTogether(RecordTogether recordTogether, CommitCount count) {
        this.recordTogether = recordTogether;
        this.count = count;
    }

    /**
     * Makes the versions that {@code commits} describe, or leaves them.
     *
     * @return for each commit its version, or null when it was left and is to be committed alone; fails with
     *     {@code database_unavailable}: what became of them is not known then, and asking again is safe
     */
    public Uni<List<FileVersion>> commit(List<CommitVersion> commits) {
        List<CommitVersion> fitting = fitting(commits);
        if (fitting.isEmpty()) {
            return Uni.createFrom().item(answers(commits, Map.of()));
        }
        return recorded(fitting).invoke(this::told).map(made -> answers(commits, made));
    }

    private Uni<Map<UUID, Committed>> recorded(List<CommitVersion> fitting) {
        return Uni.createFrom()
                .deferred(() -> Panache.withTransaction(() -> recordTogether.record(fitting)))
                .onFailure(CommitTogether::isOfOne)
                .recoverWithItem(failure -> {
                    LOG.debugf(failure, "%d commits go on one by one", fitting.size());
                    return Map.of();
                });
    }

    private void told(Map<UUID, Committed> made) {
        made.values().forEach(count::count);
        if (!made.isEmpty()) {
            Failpoint.reached("version-recorded");
        }
    }

    /** Whether one of them may be to blame; nothing is changed then. */
    private static boolean isOfOne(Throwable failure) {
        WaybillException shown = Failures.toShow(failure);
        return shown.code().status() != 503;
    }

    /** Those that keep the rules, of each path and each upload the first. */
    private static List<CommitVersion> fitting(List<CommitVersion> commits) {
        Set<List<String>> paths = new HashSet<>();
        Set<UUID> uploads = new HashSet<>();
        return commits.stream()
                .filter(CommitTogether::keepsTheRules)
                .filter(commit ->
                        paths.add(List.of(commit.owner(), commit.path().value())))
                .filter(commit -> uploads.add(commit.uploadId()))
                .toList();
    }

    private static boolean keepsTheRules(CommitVersion commit) {
        try {
            CommitRules.check(commit);
            return true;
        } catch (WaybillException refusedWhenAlone) {
            return false;
        }
    }

    private static List<FileVersion> answers(List<CommitVersion> commits, Map<UUID, Committed> made) {
        Map<UUID, Committed> left = new HashMap<>(made);
        List<FileVersion> answers = new ArrayList<>();
        for (CommitVersion commit : commits) {
            Committed committed = commit == null ? null : left.remove(commit.uploadId());
            answers.add(committed == null ? null : committed.version());
        }
        return answers;
    }
}
