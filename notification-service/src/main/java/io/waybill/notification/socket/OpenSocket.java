package io.waybill.notification.socket;

import io.waybill.contracts.api.UploadStatus;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.notification.fanout.Fanout;
import io.waybill.notification.fanout.FrameWriter;
import io.waybill.notification.fanout.ServerFrame;
import io.waybill.notification.fanout.Subscriber;
import io.waybill.notification.fanout.Topic;
import io.waybill.notification.fanout.Viewer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** One client's side of the conversation: what it is subscribed to and what it is told. Thread-safe, never blocks. */
final class OpenSocket implements Subscriber {
    private final Viewer viewer;
    private final Outbound outbound;
    private final Fanout fanout;
    private final FrameWriter frames;
    private final SnapshotSource snapshots;
    private final int maxSubscriptions;
    private final Map<Topic, Subscription> subscriptions = new HashMap<>(2);
    private boolean ended;

    OpenSocket(
            Viewer viewer,
            Outbound outbound,
            Fanout fanout,
            FrameWriter frames,
            SnapshotSource snapshots,
            int maxSubscriptions) {
        this.viewer = viewer;
        this.outbound = outbound;
        this.fanout = fanout;
        this.frames = frames;
        this.snapshots = snapshots;
        this.maxSubscriptions = maxSubscriptions;
    }

    /** Where snapshots come from. */
    interface SnapshotSource {
        /** Asks; one of the two is called later, by any thread. */
        void ask(OpenSocket socket, Topic topic, Consumer<List<UploadStatus>> found, Consumer<Throwable> failed);
    }

    @Override
    public Viewer viewer() {
        return viewer;
    }

    @Override
    public void progress(UUID uploadId, String frame) {
        heard(uploadId);
        outbound.offerProgress(uploadId, frame);
    }

    @Override
    public void event(UUID uploadId, String frame) {
        heard(uploadId);
        outbound.offer(frame);
    }

    @Override
    public void resync() {
        outbound.offerResync();
    }

    /** Whether the reader does not keep up and must be dropped. */
    boolean isStalled() {
        return outbound.isStalled();
    }

    /**
     * Does what the client asks.
     *
     * @throws WaybillException when it may not be done
     */
    void accept(ClientFrame frame) {
        if (frame instanceof ClientFrame.Subscribe subscribe) {
            subscribe(subscribe.topic());
        } else if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
            unsubscribe(unsubscribe.topic());
        } else {
            send(new ServerFrame.Pong());
        }
    }

    /** Tells the client that something it sent had no effect. */
    void refuse(WaybillException failure) {
        send(new ServerFrame.Failure(failure.code(), failure.getMessage(), null, null));
    }

    /** The connection is gone: nothing more is told. May be called again. */
    synchronized void end() {
        ended = true;
        outbound.end();
        fanout.leave(this, List.copyOf(subscriptions.keySet()));
        subscriptions.clear();
    }

    private void subscribe(Topic topic) {
        if (topic instanceof Topic.Everyones && !viewer.admin()) {
            throw new WaybillException(ErrorCode.FORBIDDEN, "Only an admin may watch everyone's uploads.");
        }
        boolean ask;
        synchronized (this) {
            if (ended) {
                return;
            }
            if (!subscriptions.containsKey(topic) && subscriptions.size() >= maxSubscriptions) {
                throw new WaybillException(
                        ErrorCode.BUSY,
                        "This socket has its %d subscriptions: end one first.".formatted(maxSubscriptions));
            }
            ask = subscriptions.computeIfAbsent(topic, t -> new Subscription()).ask();
            fanout.subscribe(this, topic);
        }
        if (ask) {
            ask(topic);
        }
    }

    private synchronized void unsubscribe(Topic topic) {
        if (subscriptions.remove(topic) != null) {
            fanout.unsubscribe(this, topic);
        }
    }

    private void ask(Topic topic) {
        snapshots.ask(this, topic, found -> snapshot(topic, found), failure -> noSnapshot(topic));
    }

    private void snapshot(Topic topic, List<UploadStatus> found) {
        boolean again;
        synchronized (this) {
            Subscription subscription = subscriptions.get(topic);
            if (subscription == null) {
                return;
            }
            again = subscription.answered();
            if (topic instanceof Topic.OneUpload && found.isEmpty() && !subscription.hasHeard()) {
                unsubscribe(topic);
                send(failure(ErrorCode.NOT_FOUND, "There is no such active upload.", topic));
                return;
            }
        }
        send(new ServerFrame.Snapshot(topic.wireName(), topic.uploadId(), found));
        if (again) {
            ask(topic);
        }
    }

    private void noSnapshot(Topic topic) {
        synchronized (this) {
            Subscription subscription = subscriptions.get(topic);
            if (subscription == null) {
                return;
            }
            subscription.failed();
        }
        send(failure(
                ErrorCode.UNAVAILABLE,
                "Where the uploads stand is not known right now. Events arrive; a resync follows.",
                topic));
    }

    private static ServerFrame failure(ErrorCode code, String detail, Topic topic) {
        return new ServerFrame.Failure(code, detail, topic.wireName(), topic.uploadId());
    }

    private synchronized void heard(UUID uploadId) {
        if (uploadId == null || subscriptions.isEmpty()) {
            return;
        }
        Subscription subscription = subscriptions.get(new Topic.OneUpload(uploadId));
        if (subscription != null) {
            subscription.heard();
        }
    }

    private void send(ServerFrame frame) {
        outbound.offer(frames.write(frame));
    }
}
