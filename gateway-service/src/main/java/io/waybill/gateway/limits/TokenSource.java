package io.waybill.gateway.limits;

import io.vertx.core.Future;

/** Buckets that replicas share. */
interface TokenSource {
    /**
     * Takes out of a bucket, which is full when nobody has heard of it. What is granted is gone from it, whether it will be used or
     * not. Never blocks; answers soon, on any thread.
     *
     * @return fails when the bucket cannot be reached: then count alone for a moment
     */
    Future<Lease> lease(Claim claim);
}
