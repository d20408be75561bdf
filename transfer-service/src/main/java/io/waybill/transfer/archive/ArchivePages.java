package io.waybill.transfer.archive;

import io.vertx.core.Future;

/** The pages of one archive's manifest. Fails with {@code not_found} when the archive is no more. */
interface ArchivePages {
    /** The page of the entry that the byte at {@code offset} of the archive is of. */
    Future<ArchivePage> at(long offset);

    /** The page of the record that the byte at {@code offset} of the directory is of. */
    Future<ArchivePage> inDirectory(long offset);
}
