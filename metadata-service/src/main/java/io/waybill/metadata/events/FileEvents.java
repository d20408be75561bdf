package io.waybill.metadata.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.event.FileEvent;
import jakarta.enterprise.context.ApplicationScoped;

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
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(
                                "select outbox_append(?1, ?2, ?3, cast(?4 as jsonb))", Long.class)
                        .setParameter(1, event.type().topic())
                        .setParameter(2, event.subject())
                        .setParameter(3, event.type().type())
                        .setParameter(4, write(event))
                        .getSingleResult())
                .replaceWithVoid();
    }

    private String write(FileEvent event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("An event cannot be written as JSON.", broken);
        }
    }
}
