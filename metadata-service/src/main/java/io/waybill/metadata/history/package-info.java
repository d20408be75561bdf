/**
 * What became of every transfer. Events of uploads come in from Kafka, in any order and any number of times; one row for each
 * upload, and counts of them, go out: lists for their owners, the rest to {@code statistics}.
 */
package io.waybill.metadata.history;
