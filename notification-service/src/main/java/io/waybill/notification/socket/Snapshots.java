package io.waybill.notification.socket;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.UploadStatus;
import io.waybill.kit.identity.ServiceCredential;
import io.waybill.notification.fanout.Topic;
import io.waybill.notification.fanout.Viewer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Asks the transfer service where uploads stand: a bounded number of questions at a time, the others in the order they came,
 * so that ten thousand sockets that start over do not fall upon it all at once.
 */
@ApplicationScoped
class Snapshots {
    private static final Comparator<UploadStatus> NEWEST_FIRST =
            Comparator.comparing(UploadStatus::createdAt, Comparator.nullsLast(Comparator.reverseOrder()));

    private final ActiveUploads uploads;
    private final ServiceCredential credential;
    private final int maxUploads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Snapshots(@RestClient ActiveUploads uploads, ServiceCredential credential, SocketConfig config) {
        this.uploads = uploads;
        this.credential = credential;
        maxUploads = config.snapshotUploads();
        free = config.concurrentSnapshots();
    }

    /** The active uploads of {@code topic} that {@code viewer} may see; fails when the transfer service is away. */
    Uni<List<UploadStatus>> of(Viewer viewer, Topic topic) {
        return Uni.createFrom()
                .<Void>emitter(turn -> start(() -> turn.complete(null)))
                .chain(() -> ask(viewer, topic))
                .onTermination()
                .invoke(this::finished);
    }

    private Uni<List<UploadStatus>> ask(Viewer viewer, Topic topic) {
        boolean own = topic instanceof Topic.Mine || !viewer.admin();
        return uploads.find(credential.authorization(), own ? viewer.subject() : null, topic.uploadId())
                .map(found -> found.stream()
                        .filter(upload -> viewer.maySee(upload.owner()) && viewer.reaches(upload.path()))
                        .filter(upload ->
                                topic.uploadId() == null || topic.uploadId().equals(upload.id()))
                        .sorted(NEWEST_FIRST)
                        .limit(maxUploads)
                        .toList());
    }

    private void start(Runnable question) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(question);
                return;
            }
            free--;
        }
        question.run();
    }

    private void finished() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
