package io.waybill.transfer.storage.s3;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.storage.StoredBytes;
import java.security.MessageDigest;

/** Reads a stored stretch to its end for its SHA-256; only for small objects. */
final class DigestOfStream {
    private DigestOfStream() {}

    static Future<Sha256> of(StoredBytes stream) {
        MessageDigest digest = Sha256Digests.start();
        Promise<Sha256> result = Promise.promise();
        stream.handler(bytes -> digest.update(bytes.getBytes()))
                .exceptionHandler(result::tryFail)
                .endHandler(end -> result.tryComplete(Sha256.of(digest.digest())))
                .resume();
        return result.future();
    }
}
