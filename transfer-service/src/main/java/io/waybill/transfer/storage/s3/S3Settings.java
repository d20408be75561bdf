package io.waybill.transfer.storage.s3;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The S3 store, where {@code waybill.store} is {@code s3}. */
@ConfigMapping(prefix = "waybill.s3")
public interface S3Settings {
    /** The store's URL, such as {@code http://127.0.0.1:9000}. */
    Optional<String> endpoint();

    /** The bucket's region. */
    @WithDefault("us-east-1")
    String region();

    /** The bucket; created at start when it is missing. */
    @WithDefault("waybill")
    String bucket();

    /** The access key. */
    Optional<String> accessKey();

    /** The secret key. */
    Optional<String> secretKey();

    /** The most requests to the store under way at once; more wait. */
    @WithDefault("64")
    int maxRequests();

    /** How long the store may be silent within a request before the request counts as failed. */
    @WithDefault("30s")
    Duration timeout();

    /**
     * Where the store is and who we are to it.
     *
     * @throws IllegalStateException with one sentence when the address or a key is missing
     */
    default S3Connection connection() {
        return new S3Connection(
                required(endpoint(), "WAYBILL_S3_ENDPOINT"),
                region(),
                bucket(),
                required(accessKey(), "WAYBILL_S3_ACCESS_KEY"),
                required(secretKey(), "WAYBILL_S3_SECRET_KEY"),
                maxRequests(),
                timeout());
    }

    private static String required(Optional<String> value, String variable) {
        return value.filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalStateException(
                        "WAYBILL_STORE is s3, so " + variable + " must be set: it is missing."));
    }
}
