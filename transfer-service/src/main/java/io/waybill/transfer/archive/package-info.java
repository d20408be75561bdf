/**
 * Many files as one ZIP. Ids or a prefix come in and become a manifest in the database; any stretch of the archive that it
 * describes goes out, put together from headers and stored bytes while it is read: no temporary file, no more memory than one
 * page of the manifest and a few buffers (docs/adr/0015-archives.md).
 */
package io.waybill.transfer.archive;
