package io.waybill.transfer.archive;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.download.ByteRange;
import io.waybill.transfer.download.WritePieces.Bytes;
import io.waybill.transfer.download.WritePieces.Piece;
import io.waybill.transfer.download.WritePieces.Stream;
import io.waybill.transfer.storage.StoredBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An archive whose entries hold nothing but zeros, so that huge ones need neither memory nor disk. */
final class SyntheticArchive implements ArchivePages {
    private static final int PAGE = 100;

    private final List<ArchivePage> pages = new ArrayList<>();
    private final ZipEnd end;
    private final String etag;

    SyntheticArchive(List<ArchiveEntry> entries) {
        ArchiveLayout layout = new ArchiveLayout();
        for (int from = 0; from < entries.size(); from += PAGE) {
            List<ArchiveEntry> page = entries.subList(from, Math.min(entries.size(), from + PAGE));
            pages.add(layout.add(
                    page, page.stream().map(entry -> Sha256.OF_NOTHING).toList()));
        }
        end = layout.end();
        etag = layout.etag();
    }

    ZipEnd end() {
        return end;
    }

    String etag() {
        return etag;
    }

    /** A stretch of it, in memory. */
    byte[] bytes(long first, long last) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        read(new ByteRange(first, last), piece -> {
            if (piece instanceof Bytes bytes) {
                out.writeBytes(bytes.bytes().getBytes());
            } else if (piece instanceof Stream stream && stream.stream() instanceof Zeros zeros) {
                out.writeBytes(new byte[(int) zeros.length]);
            }
        });
        return out.toByteArray();
    }

    /** All of it, as a file with holes where its entries are. */
    void write(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            read(new ByteRange(0, end.archiveBytes() - 1), piece -> {
                try {
                    if (piece instanceof Bytes bytes) {
                        channel.write(ByteBuffer.wrap(bytes.bytes().getBytes()));
                    } else if (piece instanceof Stream stream && stream.stream() instanceof Zeros zeros) {
                        channel.position(channel.position() + zeros.length);
                    }
                } catch (IOException full) {
                    throw new UncheckedIOException(full);
                }
            });
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    public Future<ArchivePage> at(long offset) {
        return Future.succeededFuture(pages.stream()
                .filter(page -> page.startsAt() <= offset)
                .reduce((earlier, later) -> later)
                .orElseThrow());
    }

    @Override
    public Future<ArchivePage> inDirectory(long offset) {
        return Future.succeededFuture(pages.stream()
                .filter(page -> page.directoryAt() <= offset)
                .reduce((earlier, later) -> later)
                .orElseThrow());
    }

    private void read(ByteRange range, java.util.function.Consumer<Piece> reader) {
        ArchivePieces pieces = new ArchivePieces(
                end, this, (entry, offset, length) -> Future.succeededFuture(new Zeros(length)), range);
        Optional<Piece> next = pieces.next().result();
        while (next.isPresent()) {
            reader.accept(next.get());
            next = pieces.next().result();
        }
    }

    /** Bytes that nobody reads one by one. */
    private static final class Zeros implements StoredBytes {
        private final long length;

        private Zeros(long length) {
            this.length = length;
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }

        @Override
        public StoredBytes exceptionHandler(Handler<Throwable> handler) {
            return this;
        }

        @Override
        public StoredBytes handler(Handler<Buffer> handler) {
            return this;
        }

        @Override
        public StoredBytes pause() {
            return this;
        }

        @Override
        public StoredBytes resume() {
            return this;
        }

        @Override
        public StoredBytes fetch(long amount) {
            return this;
        }

        @Override
        public StoredBytes endHandler(Handler<Void> handler) {
            return this;
        }
    }
}
