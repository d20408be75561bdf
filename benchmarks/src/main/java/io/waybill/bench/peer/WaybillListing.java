package io.waybill.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.bench.http.UnexpectedAnswer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A client of Waybill that reads lists through the gateway, each page to its end. */
final class WaybillListing implements ListingSession {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TusSession connection;

    WaybillListing(TusSession connection) {
        this.connection = connection;
    }

    @Override
    public String page(String question, String cursor, int limit) throws IOException {
        String after = cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        JsonNode page = JSON.readTree(connection
                .exchange("GET /api/files?limit=" + limit + question + after, null)
                .require("A list", 200)
                .body());
        if (!page.path("items").isArray()) {
            throw new UnexpectedAnswer("A list was no list: " + page);
        }
        return page.path("next").asText(null);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
