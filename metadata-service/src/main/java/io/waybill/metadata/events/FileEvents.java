package io.waybill.metadata.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.event.FileEvent;
import io.waybill.metadata.audit.AuditLog;
import io.waybill.metadata.audit.AuditedAction;
import io.waybill.metadata.audit.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.List;

/** Tells that a file changed, and writes it down, if and only if the transaction at hand commits. */
@ApplicationScoped
public class FileEvents {
    private final ObjectMapper json;

    private final AuditLog audit;

    /** Writes events with {@code json}, and the same to {@code audit}. */
    public FileEvents(ObjectMapper json, AuditLog audit) {
        this.json = json;
        this.audit = audit;
    }

    /** Appends {@code event} to the outbox, in the caller's transaction. */
    public Uni<Void> append(FileEvent event) {
        return append(List.of(event));
    }

    /** Appends all of {@code told} to the outbox and the audit log, with one statement each, in the caller's transaction. */
    public Uni<Void> append(List<? extends FileEvent> told) {
        return append(told, Collections.nCopies(told.size(), Origin.current()));
    }

    /** The same for what comes from elsewhere than the request at hand: {@code origins}, one for each. */
    public Uni<Void> append(List<? extends FileEvent> told, List<Origin> origins) {
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
                .flatMap(appended -> audit.append(
                        told.stream().map(event -> AuditedAction.of(event)).toList(), origins));
    }
}
