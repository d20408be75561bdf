package io.waybill.system.crash;

import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * tus concatenation: partial uploads, one after the other, and a file made of them. For every other payload the file is asked
 * for before the last of them has come.
 */
public final class Concatenation implements Protocol {
    private final long[] sizes;

    /** Partials of these sizes, and one with what is left; none is the two halves. */
    public Concatenation(long... sizes) {
        this.sizes = sizes;
    }

    @Override
    public void upload(Uploader uploader, String path, Payload payload) {
        List<Payload> pieces = pieces(payload);
        List<String> partials = new ArrayList<>();
        for (Payload piece : pieces) {
            String length = Long.toString(piece.size());
            partials.add(create(uploader, "a partial of " + path, length, "partial", Map.of()));
        }
        boolean early = (payload.seed() & 1) == 0;
        String whole = null;
        for (int i = 0; i < pieces.size(); i++) {
            if (early && i == pieces.size() - 1) {
                whole = whole(uploader, path, partials);
            }
            TusSequential.finish(uploader, partials.get(i), pieces.get(i));
        }
        awaitWhole(uploader, early ? whole : whole(uploader, path, partials));
        uploader.ledger().version(path, payload.sha256());
        partials.forEach(partial -> delete(uploader, partial));
    }

    private List<Payload> pieces(Payload payload) {
        List<Payload> pieces = new ArrayList<>();
        long from = 0;
        for (long size : sizes.length == 0 ? new long[] {payload.size() / 2} : sizes) {
            pieces.add(payload.stretch(from, size));
            from += size;
        }
        pieces.add(payload.stretch(from, payload.size() - from));
        return pieces;
    }

    private static String whole(Uploader uploader, String path, List<String> partials) {
        return create(uploader, path, null, "final;" + String.join(" ", partials), Map.of("path", path));
    }

    private static String create(
            Uploader uploader, String what, String length, String concat, Map<String, String> metadata) {
        Tus tus = new Tus(uploader.client());
        String key = UUID.randomUUID().toString();
        return uploader.insist(
                        "POST for " + what,
                        () -> tus.tryCreate(length, metadata, "Idempotency-Key", key, "Upload-Concat", concat),
                        status -> status == 201)
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    /** A final upload has an offset when it is a file. */
    private static void awaitWhole(Uploader uploader, String url) {
        Tus tus = new Tus(uploader.client());
        uploader.insist(
                "HEAD " + url,
                () -> tus.head(url),
                answer -> answer.headers().firstValue("Upload-Offset").isPresent(),
                Concatenation::isFound);
    }

    private static boolean isFound(HttpResponse<String> answer) {
        return answer.statusCode() == 200;
    }

    private static void delete(Uploader uploader, String url) {
        uploader.insist("DELETE " + url, () -> new Tus(uploader.client()).delete(url), status -> status == 204);
    }

    @Override
    public String toString() {
        return "concat";
    }
}
