package io.waybill.transfer.storage.s3;

import io.waybill.stack.store.MinioServer;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

/** The network to a real MinIO. */
@EnabledIf("io.waybill.stack.store.MinioServer#isPresent")
class MinioNetworkIT extends S3NetworkContract {
    @Override
    protected MinioServer start(Path directory) {
        return MinioServer.start(directory);
    }
}
