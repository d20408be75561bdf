package io.waybill.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.bench.http.Answer;
import io.waybill.bench.http.Content;
import io.waybill.bench.http.UnexpectedAnswer;
import java.io.IOException;

/** A client of Waybill: uploads with tus as everybody's are, bytes read by path, files packed into one tar stream. */
final class WaybillSession implements Session {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TusSession tus;

    WaybillSession(TusSession tus) {
        this.tus = tus;
    }

    @Override
    public Stored upload(String name, Content content) throws IOException {
        tus.upload(name, content);
        return stored(name);
    }

    @Override
    public Stored uploadInPieces(String name, Content content, int pieceBytes) throws IOException {
        tus.uploadInPieces(name, content, pieceBytes);
        return stored(name);
    }

    @Override
    public Stored uploadSmall(String name, Content content) throws IOException {
        tus.uploadSmall(name, content);
        return stored(name);
    }

    @Override
    public void uploadPacked(Content tar, int count) throws IOException {
        Answer answer = tus.exchange("POST /api/batch", tar, "Content-Type", "application/x-tar")
                .require("A batch", 200);
        int stored = JSON.readTree(answer.body()).path("stored").asInt();
        if (stored != count) {
            throw new UnexpectedAnswer("Of " + count + " files in a batch " + stored + " were stored.");
        }
    }

    @Override
    public long download(Stored stored) throws IOException {
        return tus.download(stored);
    }

    @Override
    public void remove(Stored stored) throws IOException {
        Answer listed =
                tus.exchange("GET /api/files?prefix=" + stored.name(), null).require("A list", 200);
        for (JsonNode file : JSON.readTree(listed.body()).path("items")) {
            tus.exchange("DELETE /api/files/" + file.path("id").asText(), null).require("A DELETE", 204, 200, 202);
        }
    }

    @Override
    public void close() throws IOException {
        tus.close();
    }

    private static Stored stored(String name) {
        return new Stored(name, "/api/content/" + name);
    }
}
