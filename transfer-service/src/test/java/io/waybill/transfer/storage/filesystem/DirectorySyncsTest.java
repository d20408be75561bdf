package io.waybill.transfer.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DirectorySyncsTest {
    private final Path directory = Path.of("/somewhere");
    private final Semaphore mayEnd = new Semaphore(0);
    private final AtomicInteger syncs = new AtomicInteger();
    private volatile IOException failure;
    private final DirectorySyncs shared = new DirectorySyncs(synced -> {
        syncs.incrementAndGet();
        mayEnd.acquireUninterruptibly();
        if (failure != null) {
            throw failure;
        }
    });

    @Test
    void thoseWhoAskDuringASyncShareTheNextOne() throws Exception {
        List<Asker> askers = new ArrayList<>(List.of(ask()));
        await().until(() -> syncs.get() == 1);
        for (int i = 0; i < 7; i++) {
            askers.add(ask());
        }
        await().until(() -> askers.subList(1, 8).stream().allMatch(Asker::waits));

        mayEnd.release(askers.size());
        for (Asker asker : askers) {
            asker.thread.join();
        }

        assertThat(syncs.get()).isLessThan(askers.size());
        assertThat(askers).allMatch(asker -> asker.failed == null);
    }

    @Test
    void aSyncThatFailsFailsForAllWhoShareIt() throws Exception {
        List<Asker> askers = new ArrayList<>(List.of(ask()));
        await().until(() -> syncs.get() == 1);
        askers.add(ask());
        askers.add(ask());
        await().until(() -> askers.subList(1, 3).stream().allMatch(Asker::waits));
        mayEnd.release();
        await().until(() -> syncs.get() == 2);

        failure = new IOException("the disk is gone");
        mayEnd.release(askers.size());
        for (Asker asker : askers) {
            asker.thread.join();
        }

        assertThat(askers.get(0).failed).isNull();
        assertThat(askers.subList(1, 3)).allMatch(asker -> asker.failed != null);
    }

    private Asker ask() throws InterruptedException {
        Asker asker = new Asker();
        asker.thread.start();
        asker.started.await();
        return asker;
    }

    /** A thread that wants the directory synced. */
    private final class Asker {
        private final CountDownLatch started = new CountDownLatch(1);
        private volatile IOException failed;
        private final Thread thread = new Thread(() -> {
            started.countDown();
            try {
                shared.sync(directory);
            } catch (IOException why) {
                failed = why;
            }
        });

        boolean waits() {
            return thread.getState() == Thread.State.BLOCKED;
        }
    }
}
