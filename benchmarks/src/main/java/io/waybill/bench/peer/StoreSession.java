package io.waybill.bench.peer;

import io.minio.Http;
import io.minio.messages.Part;
import io.waybill.bench.http.Answer;
import io.waybill.bench.http.Connection;
import io.waybill.bench.http.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A client of the store itself: multipart for large files, as S3's users do it. */
final class StoreSession implements Session {
    private static final int PART_BYTES = 8 << 20;

    private final Bucket bucket;
    private final List<Connection> lanes = new ArrayList<>();

    /** @param lanes how many parts are on their way at once when a file goes as one stream */
    StoreSession(Bucket bucket, int lanes) {
        this.bucket = bucket;
        for (int n = 0; n < lanes; n++) {
            this.lanes.add(new Connection(bucket.store().port()));
        }
    }

    @Override
    public Stored upload(String name, Content content) throws IOException {
        return multipart(name, content, PART_BYTES, lanes);
    }

    @Override
    public Stored uploadInPieces(String name, Content content, int pieceBytes) throws IOException {
        return multipart(name, content, pieceBytes, lanes.subList(0, 1));
    }

    @Override
    public Stored uploadSmall(String name, Content content) throws IOException {
        lanes.get(0)
                .exchange("PUT " + bucket.sign(Http.Method.PUT, name, Map.of()), content)
                .require("A PUT to the store", 200);
        return new Stored(name, name);
    }

    @Override
    public long download(Stored stored) throws IOException {
        return lanes.get(0)
                .exchange("GET " + bucket.sign(Http.Method.GET, stored.path(), Map.of()), null)
                .require("A GET from the store", 200)
                .bodyBytes();
    }

    @Override
    public void remove(Stored stored) throws IOException {
        lanes.get(0)
                .exchange("DELETE " + bucket.sign(Http.Method.DELETE, stored.path(), Map.of()), null)
                .require("A DELETE at the store", 204);
    }

    @Override
    public void close() throws IOException {
        for (Connection lane : lanes) {
            lane.close();
        }
    }

    private Stored multipart(String key, Content content, int partBytes, List<Connection> through) throws IOException {
        String upload = bucket.begin(key);
        int count = Math.toIntExact((content.sizeBytes() + partBytes - 1) / partBytes);
        String[] etags = new String[count];
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int lane = 0; lane < through.size(); lane++) {
            int first = lane;
            CompletableFuture<Void> done = new CompletableFuture<>();
            running.add(done);
            new Thread(() -> {
                        try {
                            for (int n = first; n < count; n += through.size()) {
                                etags[n] = put(through.get(first), key, upload, n, partBytes, content);
                            }
                            done.complete(null);
                        } catch (IOException | RuntimeException broken) {
                            done.completeExceptionally(broken);
                        }
                    })
                    .start();
        }
        try {
            running.forEach(CompletableFuture::join);
        } catch (CompletionException broken) {
            throw new IOException(broken.getCause());
        }
        List<Part> parts = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            parts.add(new Part(n + 1, etags[n]));
        }
        bucket.complete(key, upload, parts);
        return new Stored(key, key);
    }

    private String put(Connection lane, String key, String upload, int index, int partBytes, Content content)
            throws IOException {
        long from = (long) index * partBytes;
        Content part = content.slice(from, Math.min(content.sizeBytes(), from + partBytes));
        Map<String, String> query = Map.of("uploadId", upload, "partNumber", Integer.toString(index + 1));
        Answer stored = lane.exchange("PUT " + bucket.sign(Http.Method.PUT, key, query), part)
                .require("A part at the store", 200);
        return stored.field("etag").replace("\"", "");
    }
}
