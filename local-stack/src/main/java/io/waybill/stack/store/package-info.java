/** Object stores that speak S3: a home directory comes in, an endpoint with a bucket's worth of credentials comes out. */
package io.waybill.stack.store;
