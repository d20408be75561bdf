package io.waybill.transfer.archive;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.waybill.transfer.download.ByteRange;
import io.waybill.transfer.download.WritePieces;
import io.waybill.transfer.download.WritePieces.Piece;
import io.waybill.transfer.storage.StoredBytes;
import java.util.Optional;

/**
 * A stretch of an archive, piece by piece: headers, contents, directory, end. It begins anywhere and looks at no page before
 * that. One page is held at a time.
 */
final class ArchivePieces {
    private final ZipEnd end;
    private final ArchivePages pages;
    private final Contents contents;
    private final long last;
    private long position;
    private ArchivePage page;

    /** Where the bytes of entries come from. */
    interface Contents {
        /** {@code length} bytes of an entry from {@code offset}; at least one. */
        Future<StoredBytes> open(ArchiveEntry entry, long offset, long length);
    }

    ArchivePieces(ZipEnd end, ArchivePages pages, Contents contents, ByteRange range) {
        this.end = end;
        this.pages = pages;
        this.contents = contents;
        this.position = range.first();
        this.last = range.last();
    }

    /** The next piece; empty after the last. */
    Future<Optional<Piece>> next() {
        if (position > last) {
            return Future.succeededFuture(Optional.empty());
        }
        if (position < end.directoryOffset()) {
            return (page != null && position < page.endsAt() ? Future.succeededFuture(page) : pages.at(position))
                    .compose(this::ofEntry)
                    .map(Optional::of);
        }
        long inDirectory = position - end.directoryOffset();
        return inDirectory < end.directoryBytes()
                ? pages.inDirectory(inDirectory)
                        .map(there -> Optional.of(cut(there.directory(), end.directoryOffset() + there.directoryAt())))
                : Future.succeededFuture(
                        Optional.of(cut(Buffer.buffer(end.bytes()), end.directoryOffset() + end.directoryBytes())));
    }

    private Future<Piece> ofEntry(ArchivePage there) {
        page = there;
        int index = there.entryAt(position);
        ArchiveEntry entry = there.entries().get(index);
        long start = there.startOf(index);
        long content = start + entry.zip().localHeaderBytes();
        if (position < content) {
            return Future.succeededFuture(cut(Buffer.buffer(entry.zip().localHeader()), start));
        }
        long offset = position - content;
        long length = Math.min(entry.sizeBytes() - offset, last + 1 - position);
        position += length;
        return contents.open(entry, offset, length).map(WritePieces.Stream::new);
    }

    /** What is wanted of {@code bytes}, which begin at {@code start} and hold the position. */
    private Piece cut(Buffer bytes, long start) {
        int from = (int) (position - start);
        int to = (int) Math.min(bytes.length(), last + 1 - start);
        position = start + to;
        return new WritePieces.Bytes(bytes.slice(from, to));
    }
}
