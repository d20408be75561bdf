package io.waybill.notification.fanout;

import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.FileEvent;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.contracts.event.UploadProgressed;
import io.waybill.contracts.event.VersionCommitted;
import io.waybill.contracts.event.WaybillEvent;
import io.waybill.notification.fanout.Topic.Everyones;
import io.waybill.notification.fanout.Topic.Mine;
import io.waybill.notification.fanout.Topic.OneUpload;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Sends each event to the sockets that asked for it and may see it, and to no other: one event costs a look-up by owner,
 * one by upload, and one write per interested socket, however many others are open.
 *
 * <p>Who may see an event is decided here and from the event itself, never from what a client asked for. Any thread may
 * subscribe; events come from one thread, so a subscriber gets them in order.
 */
@ApplicationScoped
public class Fanout {
    private final FrameWriter frames;
    private final Set<Subscriber> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Subscriber>> byOwner = new ConcurrentHashMap<>();
    private final Map<UUID, Set<Subscriber>> byUpload = new ConcurrentHashMap<>();
    private final Set<Subscriber> everyones = ConcurrentHashMap.newKeySet();

    /** A fan-out with no subscriber. */
    public Fanout(FrameWriter frames) {
        this.frames = frames;
    }

    /** {@code subscriber} is told about gaps from now on, and about events once it has subscribed to a topic. */
    public void join(Subscriber subscriber) {
        open.add(subscriber);
    }

    /** {@code subscriber} is told nothing more; {@code topics} are those it was still subscribed to. */
    public void leave(Subscriber subscriber, Iterable<Topic> topics) {
        open.remove(subscriber);
        topics.forEach(topic -> unsubscribe(subscriber, topic));
    }

    /** Events of {@code topic} that its viewer may see go to {@code subscriber} from now on. Again is no change. */
    public void subscribe(Subscriber subscriber, Topic topic) {
        if (topic instanceof Mine) {
            add(byOwner, subscriber.viewer().subject(), subscriber);
        } else if (topic instanceof OneUpload one) {
            add(byUpload, one.uploadId(), subscriber);
        } else if (topic instanceof Everyones) {
            everyones.add(subscriber);
        }
    }

    /** Ends what {@link #subscribe} began. Again is no change. */
    public void unsubscribe(Subscriber subscriber, Topic topic) {
        if (topic instanceof Mine) {
            remove(byOwner, subscriber.viewer().subject(), subscriber);
        } else if (topic instanceof OneUpload one) {
            remove(byUpload, one.uploadId(), subscriber);
        } else if (topic instanceof Everyones) {
            everyones.remove(subscriber);
        }
    }

    /** Sends {@code event} on, once per interested socket. */
    public void deliver(CloudEvent event) {
        WaybillEvent payload = event.data();
        UUID uploadId = uploadOf(payload);
        Audience audience = new Audience(payload, uploadId);
        if (audience.isEmpty()) {
            return;
        }
        if (payload instanceof UploadProgressed progress) {
            String frame = frames.write(new ServerFrame.Progress(progress));
            audience.forEach(subscriber -> subscriber.progress(uploadId, frame));
        } else {
            String frame = frames.write(new ServerFrame.Event(event));
            audience.forEach(subscriber -> subscriber.event(uploadId, frame));
        }
    }

    /** Events may have been missed: tells every open socket. */
    public void gap() {
        open.forEach(Subscriber::resync);
    }

    private static UUID uploadOf(WaybillEvent event) {
        if (event instanceof TransferEvent transfer) {
            return transfer.uploadId();
        }
        if (event instanceof UploadProgressed progress) {
            return progress.uploadId();
        }
        if (event instanceof VersionCommitted committed) {
            return committed.uploadId();
        }
        if (event instanceof FileEvent) {
            return null;
        }
        throw new IllegalArgumentException("no rule for " + event.type());
    }

    private static <K> void add(Map<K, Set<Subscriber>> index, K key, Subscriber subscriber) {
        index.compute(key, (k, subscribers) -> {
            Set<Subscriber> some = subscribers == null ? ConcurrentHashMap.newKeySet(2) : subscribers;
            some.add(subscriber);
            return some;
        });
    }

    private static <K> void remove(Map<K, Set<Subscriber>> index, K key, Subscriber subscriber) {
        index.computeIfPresent(key, (k, subscribers) -> {
            subscribers.remove(subscriber);
            return subscribers.isEmpty() ? null : subscribers;
        });
    }

    /** Everyone that one event goes to, each once. */
    private final class Audience {
        private final WaybillEvent event;
        private final Set<Subscriber> owners;
        private final Set<Subscriber> watchers;

        Audience(WaybillEvent event, UUID uploadId) {
            this.event = event;
            this.owners = byOwner.getOrDefault(event.owner(), Set.of());
            this.watchers = uploadId == null ? Set.of() : byUpload.getOrDefault(uploadId, Set.of());
        }

        boolean isEmpty() {
            return owners.isEmpty() && watchers.isEmpty() && everyones.isEmpty();
        }

        void forEach(Consumer<Subscriber> action) {
            owners.forEach(subscriber -> tell(subscriber, action));
            for (Subscriber watcher : watchers) {
                if (!owners.contains(watcher) && watcher.viewer().maySee(event.owner())) {
                    tell(watcher, action);
                }
            }
            for (Subscriber admin : everyones) {
                if (!owners.contains(admin)
                        && !watchers.contains(admin)
                        && admin.viewer().admin()) {
                    tell(admin, action);
                }
            }
        }

        private void tell(Subscriber subscriber, Consumer<Subscriber> action) {
            if (subscriber.viewer().reaches(event)) {
                action.accept(subscriber);
            }
        }
    }
}
