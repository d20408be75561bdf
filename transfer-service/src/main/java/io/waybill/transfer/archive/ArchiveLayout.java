package io.waybill.transfer.archive;

import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.Sha256Digests;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Where everything in an archive is, decided page by page: nothing but the entries and their order counts. */
final class ArchiveLayout {
    private final MessageDigest tag = Sha256Digests.start();
    private long offset;
    private long directoryBytes;
    private int entries;

    /** The next page. */
    ArchivePage add(List<ArchiveEntry> next, List<Sha256> digests) {
        ArchivePage page = new ArchivePage(offset, directoryBytes, next);
        offset = page.endsAt();
        directoryBytes += page.directoryBytes();
        entries += next.size();
        next.forEach(entry -> tag.update(entry.zip().localHeader()));
        digests.forEach(digest -> tag.update(HexFormat.of().parseHex(digest.hex())));
        return page;
    }

    /** How many entries there are so far. */
    int entries() {
        return entries;
    }

    /** What ends the archive, after the last page. */
    ZipEnd end() {
        return new ZipEnd(entries, offset, directoryBytes);
    }

    /** A strong entity tag of its bytes, quotes included; once only, after the last page. */
    String etag() {
        return "\"zip-" + HexFormat.of().formatHex(tag.digest()) + '"';
    }
}
