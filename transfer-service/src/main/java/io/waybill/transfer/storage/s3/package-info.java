/**
 * The store that speaks S3: MinIO or any other. Off-heap parts come in and go out with their SHA-256 for the store to
 * check; objects come back as streams that no thread waits on.
 */
package io.waybill.transfer.storage.s3;
