package io.waybill.stack.store;

/** Where an S3 store is and how to enter it. */
public interface S3Store {
    /** {@code http://host:port}, path-style. */
    String endpoint();

    default String region() {
        return "us-east-1";
    }

    default String bucket() {
        return "waybill";
    }

    String accessKey();

    String secretKey();
}
