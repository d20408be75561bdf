package io.waybill.stack.store;

import io.waybill.stack.part.Part;
import io.waybill.stack.part.Secrets;

/** A part that is an S3 store: where it is and how to enter it. */
public interface S3Store extends Part {
    /** {@code http://host:port}, path-style. */
    default String endpoint() {
        return "http://127.0.0.1:" + port();
    }

    default String region() {
        return "us-east-1";
    }

    default String bucket() {
        return "waybill";
    }

    default String accessKey() {
        return "waybill";
    }

    /** Made for the home and kept in it. */
    default String secretKey() {
        return Secrets.in(running().home().resolve("passwords.properties")).password("s3");
    }
}
