package io.waybill.transfer.archive;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.waybill.transfer.download.ByteRange;
import io.waybill.transfer.download.RangedContent;
import io.waybill.transfer.download.WritePieces;
import io.waybill.transfer.http.PathText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The bytes of one archive, put together as they are read. */
record ArchiveContent(Archive archive, ArchivePages pages, EntryContents contents) implements RangedContent {
    /** What archives are. */
    static final String MEDIA_TYPE = "application/zip";

    @Override
    public long sizeBytes() {
        return archive.end().archiveBytes();
    }

    @Override
    public String etag() {
        return archive.etag();
    }

    @Override
    public String mediaType() {
        return MEDIA_TYPE;
    }

    @Override
    public Instant modifiedAt() {
        return archive.createdAt();
    }

    @Override
    public void describe(HttpServerResponse response) {
        response.putHeader(
                        HttpHeaders.LAST_MODIFIED,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                archive.createdAt().atOffset(ZoneOffset.UTC)))
                .putHeader("Content-Disposition", PathText.attachment(archive.name()))
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    @Override
    public Future<Void> write(ByteRange range, HttpServerResponse response) {
        ArchivePieces pieces = new ArchivePieces(
                archive.end(),
                pages,
                (entry, offset, length) -> contents.open(archive.id(), entry, offset, length),
                range);
        return WritePieces.to(response, pieces::next);
    }
}
