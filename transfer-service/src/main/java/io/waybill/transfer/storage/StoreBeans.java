package io.waybill.transfer.storage;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.waybill.transfer.storage.filesystem.FilesystemStore;
import io.waybill.transfer.storage.s3.S3Settings;
import io.waybill.transfer.storage.s3.S3Store;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Opens the chosen store at start, measured; a setting that is missing or wrong ends the start with one sentence. */
@ApplicationScoped
class StoreBeans {
    private final StoreChoice choice;
    private final S3Settings s3;
    private final Vertx vertx;
    private final MeterRegistry meters;
    private AutoCloseable opened = () -> {};

    StoreBeans(StoreChoice choice, S3Settings s3, Vertx vertx, MeterRegistry meters) {
        this.choice = choice;
        this.s3 = s3;
        this.vertx = vertx;
        this.meters = meters;
    }

    @Produces
    @Singleton
    OpenedStore open() {
        return switch (choice.kind()) {
            case FILESYSTEM -> {
                FilesystemStore store = FilesystemStore.open(
                        vertx,
                        choice.directory()
                                .orElseThrow(
                                        () -> new IllegalStateException(
                                                "WAYBILL_STORE is filesystem, so WAYBILL_STORE_DIRECTORY must be set: it is missing.")),
                        choice.threads());
                opened = store;
                yield new OpenedStore(new MeteredStore(store, meters), store);
            }
            case S3 -> {
                S3Store store = S3Store.open(vertx, s3.connection());
                opened = store;
                yield new OpenedStore(new MeteredStore(store, meters), LocalFiles.NONE);
            }
        };
    }

    @Produces
    @Singleton
    ObjectStore store(OpenedStore opened) {
        return opened.store();
    }

    @Produces
    @Singleton
    LocalFiles localFiles(OpenedStore opened) {
        return opened.localFiles();
    }

    @PreDestroy
    void close() throws Exception {
        opened.close();
    }

    /** The one store of this process and what only it can do. */
    record OpenedStore(ObjectStore store, LocalFiles localFiles) {}
}
