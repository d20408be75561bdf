package io.waybill.transfer.storage.s3;

import io.waybill.stack.store.S3ProxyServer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The contract against S3Proxy, a stand-in that is not a full S3 store: {@link #lacks()} says where. */
class S3ProxyStoreIT extends S3StoreContract {
    @TempDir
    static Path home;

    private S3ProxyServer server;

    @Override
    protected S3ProxyServer server() {
        return server;
    }

    @Override
    protected void open() throws Exception {
        server = S3ProxyServer.start(home);
        super.open();
    }

    @Override
    protected void shut() throws Exception {
        super.shut();
        server.stop();
    }

    @Override
    protected Set<Promise> lacks() {
        // It takes a part for an upload that was aborted, and tells the losers of a race to complete that their parts
        // are bad.
        return Set.of(Promise.DISCARD_ENDS_THE_STAGING, Promise.CONCURRENT_ASSEMBLE);
    }
}
