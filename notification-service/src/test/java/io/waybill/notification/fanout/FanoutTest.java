package io.waybill.notification.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.FileDeleted;
import io.waybill.contracts.event.FileMoved;
import io.waybill.contracts.event.FileTrashed;
import io.waybill.contracts.event.UploadCancelled;
import io.waybill.contracts.event.UploadProgressed;
import io.waybill.contracts.event.WaybillEvent;
import io.waybill.notification.fanout.Topic.Everyones;
import io.waybill.notification.fanout.Topic.Mine;
import io.waybill.notification.fanout.Topic.OneUpload;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FanoutTest {
    private static final UUID UPLOAD = UUID.randomUUID();

    private final Fanout fanout = new Fanout(new FrameWriter(new ObjectMapper().registerModule(new JavaTimeModule())));
    private final Reader alice = open("alice", false);
    private final Reader bob = open("bob", false);
    private final Reader admin = open("admin", true);

    @Test
    void anEventGoesToItsOwnerAndToNobodyElse() {
        fanout.subscribe(alice, new Mine());
        fanout.subscribe(bob, new Mine());
        fanout.subscribe(admin, new Mine());

        fanout.deliver(cancelled("alice"));

        assertThat(alice.told)
                .singleElement()
                .asString()
                .startsWith("{\"type\":\"event\"")
                .contains(UPLOAD.toString());
        assertThat(bob.told).isEmpty();
        assertThat(admin.told).isEmpty();
    }

    @Test
    void subscribingToAnothersUploadTellsNothing() {
        fanout.subscribe(bob, new OneUpload(UPLOAD));

        fanout.deliver(cancelled("alice"));
        fanout.deliver(progressed("alice"));

        assertThat(bob.told).isEmpty();
    }

    @Test
    void everyonesIsForAdminsOnlyWhoeverSubscribes() {
        fanout.subscribe(bob, new Everyones());
        fanout.subscribe(admin, new Everyones());

        fanout.deliver(cancelled("alice"));

        assertThat(bob.told).isEmpty();
        assertThat(admin.told).hasSize(1);
    }

    @Test
    void anAdminMayWatchOneUploadOfAnother() {
        fanout.subscribe(admin, new OneUpload(UPLOAD));

        fanout.deliver(progressed("alice"));

        assertThat(admin.told).singleElement().asString().startsWith("{\"type\":\"progress\"");
    }

    @Test
    void aSocketWithSeveralFittingTopicsIsToldOnce() {
        Reader adminToo = open("alice", true);
        for (Topic topic : List.of(new Mine(), new OneUpload(UPLOAD), new Everyones())) {
            fanout.subscribe(adminToo, topic);
        }

        fanout.deliver(cancelled("alice"));

        assertThat(adminToo.told).hasSize(1);
    }

    @Test
    void aFileEventGoesToItsOwner() {
        fanout.subscribe(alice, new Mine());
        fanout.subscribe(bob, new Mine());

        fanout.deliver(event(new FileDeleted(UUID.randomUUID(), "alice", "a.txt")));

        assertThat(alice.told).hasSize(1);
        assertThat(bob.told).isEmpty();
    }

    @Test
    void nothingComesAfterUnsubscribingOrLeaving() {
        fanout.subscribe(alice, new Mine());
        fanout.subscribe(alice, new OneUpload(UPLOAD));
        fanout.unsubscribe(alice, new Mine());
        fanout.leave(alice, List.of(new OneUpload(UPLOAD)));

        fanout.deliver(cancelled("alice"));
        fanout.gap();

        assertThat(alice.told).isEmpty();
        assertThat(bob.told).containsExactly("resync");
    }

    @Test
    void whoMaySeeOneFolderHearsOfNothingElse() {
        Reader scanner = open(new Viewer("alice", false, "scans/"));
        fanout.subscribe(scanner, new Mine());
        fanout.subscribe(scanner, new OneUpload(UPLOAD));

        fanout.deliver(cancelled("alice"));
        fanout.deliver(progressed("alice"));
        fanout.deliver(event(new FileMoved(UPLOAD, "alice", "scans/a.txt", "private/a.txt")));
        fanout.deliver(event(new FileMoved(UPLOAD, "alice", "private/a.txt", "scans/a.txt")));
        fanout.deliver(event(new FileTrashed(UPLOAD, "alice", "scans2/a.txt")));
        assertThat(scanner.told).isEmpty();

        fanout.deliver(event(new FileTrashed(UPLOAD, "alice", "scans/a.txt")));
        fanout.deliver(event(new UploadProgressed(UPLOAD, "alice", "scans/a.txt", UploadState.OPEN, 1, 2L, 3)));
        assertThat(scanner.told).hasSize(2);
    }

    private Reader open(String subject, boolean isAdmin) {
        return open(new Viewer(subject, isAdmin));
    }

    private Reader open(Viewer viewer) {
        Reader reader = new Reader(viewer);
        fanout.join(reader);
        return reader;
    }

    private static CloudEvent cancelled(String owner) {
        return event(new UploadCancelled(UPLOAD, owner, "a.txt", 1, null, null, null, null));
    }

    private static CloudEvent progressed(String owner) {
        return event(new UploadProgressed(UPLOAD, owner, "a.txt", UploadState.OPEN, 1, 2L, 3));
    }

    private static CloudEvent event(WaybillEvent payload) {
        return new CloudEvent("1.0", "id", "s", payload.type(), payload.subject(), null, null, null, payload);
    }

    private static final class Reader implements Subscriber {
        private final Viewer viewer;
        private final List<String> told = new ArrayList<>();

        Reader(Viewer viewer) {
            this.viewer = viewer;
        }

        @Override
        public Viewer viewer() {
            return viewer;
        }

        @Override
        public void progress(UUID uploadId, String frame) {
            told.add(frame);
        }

        @Override
        public void event(UUID uploadId, String frame) {
            told.add(frame);
        }

        @Override
        public void resync() {
            told.add("resync");
        }
    }
}
