/**
 * The store that is a directory, for one machine or a shared volume. Parts come in and stay the files they are; small
 * manifests make them visible as objects without copying a byte.
 */
package io.waybill.transfer.storage.filesystem;
