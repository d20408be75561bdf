/**
 * Room for uploads before their bytes come. An upload and a length come in; room is reserved at metadata-service, or the upload
 * is refused.
 */
package io.waybill.transfer.quota;
