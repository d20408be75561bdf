/**
 * Small pictures and short texts of stored files. The bytes of an object come in through a queue in the database, never in the
 * path of a request; products under their own keys come out, the same for every version that shows the bytes.
 */
package io.waybill.transfer.preview;
