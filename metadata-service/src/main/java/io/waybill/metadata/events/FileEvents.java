package io.waybill.metadata.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.event.FileEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Tells that a file changed, if and only if the transaction at hand commits. */
@ApplicationScoped
public class FileEvents {
    private final ObjectMapper json;

    /** Writes events with {@code json}. */
    public FileEvents(ObjectMapper json) {
        this.json = json;
    }

    /** Appends {@code event} to the outbox, in the caller's transaction. */
    public Uni<Void> append(FileEvent event) {
        return append(List.of(event));
    }

    /** Appends all of {@code told} to the outbox, with one statement, in the caller's transaction. */
    public Uni<Void> append(List<? extends FileEvent> told) {
        ArrayNode rows = json.createArrayNode();
        for (FileEvent event : told) {
            rows.addObject()
                    .put("topic", event.type().topic())
                    .put("subject", event.subject())
                    .put("type", event.type().type())
                    .set("data", json.valueToTree(event));
        }
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                select outbox_append(e.topic, e.subject, e.type, e.data)
                                from jsonb_to_recordset(cast(cast(?1 as text) as jsonb))
                                    as e(topic text, subject text, type text, data jsonb)""", Long.class)
                        .setParameter(1, rows.toString())
                        .getResultList())
                .replaceWithVoid();
    }
}
