package io.waybill.notification.fanout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;

/** Writes server frames as JSON text. An event is written once, however many sockets it goes to. */
@ApplicationScoped
public class FrameWriter {
    private final ObjectWriter json;

    /** A writer that takes its rules for instants and names from {@code json}. */
    public FrameWriter(ObjectMapper json) {
        this.json = json.writerFor(ServerFrame.class);
    }

    /** The text of {@code frame}. */
    public String write(ServerFrame frame) {
        try {
            return json.writeValueAsString(frame);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
