/**
 * What crashes leave behind, put right. Rows and stray blobs come in, a few at a time and each to one replica; finished
 * commits, ended uploads and a clean store come out.
 */
package io.waybill.transfer.recovery;
