/**
 * Write-once blobs in an object store. Parts and keys come in; durable bytes, back-pressured streams and listings go out,
 * through one port with two adapters that pass one contract suite.
 */
package io.waybill.transfer.storage;
