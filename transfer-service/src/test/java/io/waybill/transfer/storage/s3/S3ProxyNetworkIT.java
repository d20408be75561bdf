package io.waybill.transfer.storage.s3;

import io.waybill.stack.store.S3ProxyServer;
import java.nio.file.Path;

/** The network to the S3 stand-in that is there without MinIO. */
class S3ProxyNetworkIT extends S3NetworkContract {
    @Override
    protected S3ProxyServer start(Path directory) {
        return S3ProxyServer.start(directory);
    }
}
