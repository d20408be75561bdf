package io.waybill.transfer.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.stack.store.MinioServer;
import io.waybill.transfer.storage.StagedObject;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract against a real MinIO, where its program is on the machine. */
@EnabledIf("io.waybill.stack.store.MinioServer#isPresent")
class MinioStoreIT extends S3StoreContract {
    @TempDir
    static Path home;

    private MinioServer server;

    @Override
    protected MinioServer server() {
        return server;
    }

    @Override
    protected void open() throws Exception {
        server = MinioServer.start(home);
        super.open();
    }

    @Override
    protected void shut() throws Exception {
        super.shut();
        server.stop();
    }

    @Test
    void aStagingIsFoundByItsKeyAlsoAfterTheStoreWasKilled() {
        StagedObject staged = done(store().stage(newKey()));

        server.kill();
        server.start();

        assertThat(done(store().listStaged(staged.key(), Instant.now().plusSeconds(60), 10)))
                .containsExactly(staged);
    }
}
