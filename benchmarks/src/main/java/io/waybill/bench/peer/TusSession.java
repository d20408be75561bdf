package io.waybill.bench.peer;

import io.waybill.bench.http.Answer;
import io.waybill.bench.http.Connection;
import io.waybill.bench.http.Content;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/** A tus 1.0.0 client: the same requests to every peer that speaks it. */
final class TusSession implements Session, ResumableSession {
    private static final String BYTES = "application/offset+octet-stream";

    private final Connection connection;
    private final String uploads;
    private final Supplier<String> authorization;

    /**
     * @param uploads the request target where uploads are created
     * @param authorization the value of that field; null for none
     */
    TusSession(int port, String uploads, Supplier<String> authorization) {
        this.connection = new Connection(port);
        this.uploads = uploads;
        this.authorization = authorization;
    }

    @Override
    public Stored upload(String name, Content content) throws IOException {
        String upload = open(name, content.sizeBytes());
        patch(upload, 0, content).require("A PATCH", 204, 200);
        return new Stored(name, upload);
    }

    @Override
    public Stored uploadInPieces(String name, Content content, int pieceBytes) throws IOException {
        String upload = open(name, content.sizeBytes());
        for (long at = 0; at < content.sizeBytes(); at += pieceBytes) {
            long end = Math.min(content.sizeBytes(), at + pieceBytes);
            patch(upload, at, content.slice(at, end)).require("A PATCH", 204, 200);
        }
        return new Stored(name, upload);
    }

    @Override
    public Stored uploadSmall(String name, Content content) throws IOException {
        Answer created = create(name, content.sizeBytes(), content, "Content-Type", BYTES);
        long offset = created.number("upload-offset").orElse(-1);
        if (offset != content.sizeBytes()) {
            throw new IOException("Of " + content.sizeBytes() + " bytes " + offset + " were taken with the creation.");
        }
        return new Stored(name, target(created));
    }

    @Override
    public long download(Stored stored) throws IOException {
        return exchange("GET " + stored.path(), null).require("A download", 200).bodyBytes();
    }

    @Override
    public void remove(Stored stored) throws IOException {
        exchange("DELETE " + stored.path(), null, "Tus-Resumable", "1.0.0").require("A DELETE", 204, 200);
    }

    @Override
    public String open(String name, long sizeBytes) throws IOException {
        return target(create(name, sizeBytes, null));
    }

    @Override
    public void sendUnfinished(String upload, long offset, long sizeBytes, Content content) throws IOException {
        connection.begin("PATCH " + upload, content, sizeBytes - offset, fields(patchFields(offset)));
    }

    @Override
    public void sendMore(Content content) throws IOException {
        connection.more(content);
    }

    @Override
    public void finish() throws IOException {
        connection.end().require("A PATCH", 204, 200);
    }

    @Override
    public void cut() throws IOException {
        connection.cut();
    }

    @Override
    public long offset(String upload) throws IOException {
        Answer answer = exchange("HEAD " + upload, null, "Tus-Resumable", "1.0.0");
        return answer.number("upload-offset")
                .orElseThrow(() -> new IOException("A HEAD was answered " + answer.status()));
    }

    @Override
    public boolean append(String upload, long offset, Content content) throws IOException {
        return patch(upload, offset, content).status() == 204;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }

    /** A request with what every request of this client has. */
    Answer exchange(String target, Content content, String... fields) throws IOException {
        return connection.exchange(target, content, fields(fields));
    }

    private Answer create(String name, long sizeBytes, Content content, String... more) throws IOException {
        String metadata = "filename " + base64(name) + ",path " + base64(name);
        List<String> fields = new ArrayList<>(List.of(
                "Tus-Resumable", "1.0.0", "Upload-Length", Long.toString(sizeBytes), "Upload-Metadata", metadata));
        fields.addAll(List.of(more));
        return exchange("POST " + uploads, content, fields.toArray(String[]::new))
                .require("A creation", 201);
    }

    private Answer patch(String upload, long offset, Content content) throws IOException {
        return exchange("PATCH " + upload, content, patchFields(offset));
    }

    private static String[] patchFields(long offset) {
        return new String[] {"Tus-Resumable", "1.0.0", "Upload-Offset", Long.toString(offset), "Content-Type", BYTES};
    }

    private String[] fields(String... own) {
        String credential = authorization.get();
        if (credential == null) {
            return own;
        }
        List<String> all = new ArrayList<>(List.of(own));
        all.add("Authorization");
        all.add(credential);
        return all.toArray(String[]::new);
    }

    private static String target(Answer created) {
        return URI.create(created.field("location")).getRawPath();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
