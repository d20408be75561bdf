package io.waybill.transfer.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.stack.process.Ports;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.ObjectStoreContract;
import io.waybill.transfer.storage.TestBytes;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract over S3, and what only a network can do wrong. */
abstract class S3StoreContract extends ObjectStoreContract {
    private S3Store store;

    /** Starts the S3 server. */
    protected abstract io.waybill.stack.store.S3Store server();

    @Override
    protected void open() throws Exception {
        store = S3Store.open(vertx, connection(server().endpoint(), server().secretKey()));
    }

    @Override
    protected void shut() throws Exception {
        store.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void aMissingBucketIsCreatedAtStart() {
        S3Connection here = connection(server().endpoint(), server().secretKey());
        S3Connection elsewhere = new S3Connection(
                here.endpoint(), here.region(), "fresh-bucket", here.accessKey(), here.secretKey(), 4, here.timeout());

        try (S3Store first = S3Store.open(vertx, elsewhere);
                S3Store second = S3Store.open(vertx, elsewhere)) {
            done(first.put(newKey(), TestBytes.random(10, 1)));
            assertThat(done(second.list("", "", 10))).hasSize(1);
        }
    }

    @Test
    void wrongKeysEndTheStartWithOneSentence() {
        assertThatThrownBy(() -> S3Store.open(vertx, connection(server().endpoint(), "not-the-secret-key")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be used");
    }

    @Test
    void aStoreThatIsNotThereEndsTheStartWithOneSentence() {
        assertThatThrownBy(() -> S3Store.open(vertx, connection("http://127.0.0.1:" + Ports.free(), "secret-key")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("WAYBILL_S3_ENDPOINT");
    }

    @Test
    void aDownloadOfAnAbsentObjectIsNotFound() {
        assertThat(codeOf(store.read(newKey(), 0, 5))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(codeOf(store.read(newKey(), 0, 0))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(done(store.stat(newKey()))).isEqualTo(Optional.empty());
    }

    private static S3Connection connection(String endpoint, String secretKey) {
        return new S3Connection(endpoint, "us-east-1", "waybill", "waybill", secretKey, 16, Duration.ofSeconds(20));
    }
}
