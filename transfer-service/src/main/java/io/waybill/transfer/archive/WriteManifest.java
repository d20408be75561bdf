package io.waybill.transfer.archive;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ContentSelection;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.SelectedContent;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.metadata.MetadataService;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Writes the manifest of one archive: asks for a page of versions, names them, places them, writes them, asks for the next. */
final class WriteManifest {
    /** Names and folders that are remembered, and segments of paths that are looked at, for each entry that may be there. */
    private static final int HELD_PER_ENTRY = 3;

    private static final long SEGMENTS_PER_ENTRY = 20;

    private final UUID id;
    private final AskedArchive asked;
    private final MetadataService metadata;
    private final OldContents contents;
    private final ArchiveRows rows;
    private final ArchiveSettings settings;
    private final SafeNames names = new SafeNames();
    private final ArchiveLayout layout = new ArchiveLayout();
    private final Promise<Archive> done = Promise.promise();
    private int pages;
    private long segments;

    WriteManifest(
            UUID id,
            AskedArchive asked,
            MetadataService metadata,
            OldContents contents,
            ArchiveRows rows,
            ArchiveSettings settings) {
        this.id = id;
        this.asked = asked;
        this.metadata = metadata;
        this.contents = contents;
        this.rows = rows;
        this.settings = settings;
    }

    /** Does it; fails as {@link CreateArchive#create}. */
    Future<Archive> write() {
        next(asked.selection());
        return done.future();
    }

    private void next(ContentSelection selection) {
        metadata.select(selection)
                .compose(page -> add(page).map(page))
                .onFailure(done::fail)
                .onSuccess(page -> {
                    if (page.next() == null) {
                        finish();
                    } else {
                        next(selection.after(page.next()));
                    }
                });
    }

    private Future<Void> add(Page<SelectedContent> page) {
        if (layout.entries() + page.items().size() > settings.maxEntries()) {
            return Future.failedFuture(new WaybillException(
                            ErrorCode.TOO_LARGE, "An archive has at most " + settings.maxEntries() + " files.")
                    .with("limit", settings.maxEntries()));
        }
        if (page.items().isEmpty()) {
            return Future.succeededFuture();
        }
        List<Sha256> digests =
                page.items().stream().map(item -> item.version().sha256()).toList();
        return entries(page.items()).compose(entries -> rows.add(id, pages++, layout.add(entries, digests)));
    }

    private Future<List<ArchiveEntry>> entries(List<SelectedContent> items) {
        List<ArchiveEntry> entries = new ArrayList<>();
        Future<Void> all = Future.succeededFuture();
        for (SelectedContent item : items) {
            all = all.compose(former -> contents.crc32(item)).map(crc32 -> {
                entries.add(entry(item, crc32));
                return null;
            });
        }
        return all.map(entries);
    }

    private ArchiveEntry entry(SelectedContent item, long crc32) {
        String path = asked.path(item.version());
        segments += path.chars().filter(c -> c == '/').count() + 1;
        if (segments > SEGMENTS_PER_ENTRY * settings.maxEntries()
                || names.held() > HELD_PER_ENTRY * settings.maxEntries()) {
            throw new WaybillException(
                    ErrorCode.TOO_LARGE,
                    "There are too many folders for one archive: ask for folders of it, one by one.");
        }
        return new ArchiveEntry(
                names.name(path, asked.mark(item.version())),
                item.version().size(),
                crc32,
                item.version().createdAt().getEpochSecond(),
                item.storeKey());
    }

    private void finish() {
        Future.succeededFuture(layout.entries())
                .compose(found -> {
                    asked.requireAll(found);
                    return rows.finish(id, layout.etag(), layout.end(), settings.keep());
                })
                .onComplete(done);
    }
}
