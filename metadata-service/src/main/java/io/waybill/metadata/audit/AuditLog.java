package io.waybill.metadata.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Writes down what is done, if and only if the transaction at hand commits. */
@ApplicationScoped
public class AuditLog {
    /** Longer ones are cut: they are said by clients. */
    private static final int MAX_AGENT_CHARACTERS = 200;

    private final ObjectMapper json;

    /** Writes entries with {@code json}. */
    public AuditLog(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Writes an entry for each of {@code actions}, with one statement, in the caller's transaction.
     *
     * @param origins where each of them comes from
     */
    public Uni<Void> append(List<AuditedAction> actions, List<Origin> origins) {
        String entries = entries(actions, origins);
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(
                                "select audit_append(cast(cast(?1 as text) as jsonb))", Integer.class)
                        .setParameter(1, entries)
                        .getSingleResult())
                .replaceWithVoid();
    }

    /** The same as a value for {@code audit_append}, for a statement that does what it tells of, by the request at hand. */
    public String entry(AuditedAction action) {
        return entry(action, Origin.current());
    }

    /** The same for something that comes from {@code origin}. */
    public String entry(AuditedAction action, Origin origin) {
        return entries(List.of(action), List.of(origin));
    }

    private String entries(List<AuditedAction> actions, List<Origin> origins) {
        ArrayNode entries = json.createArrayNode();
        for (int i = 0; i < actions.size(); i++) {
            AuditedAction action = actions.get(i);
            Origin origin = origins.get(i);
            ObjectNode entry = entries.addObject()
                    .put("actor", origin.actor() == null ? action.owner() : origin.actor())
                    .put("action", action.action())
                    .put("owner", action.owner())
                    .put("path", action.path())
                    .put("version", action.version())
                    .put("result", action.result())
                    .put("address", origin.address())
                    .put("agent", cut(origin.agent()))
                    .put("request_id", origin.requestId());
            entry.put("file_id", text(action.fileId()));
            entry.put("upload_id", text(action.uploadId()));
        }
        return entries.toString();
    }

    private static String text(UUID id) {
        return id == null ? null : id.toString();
    }

    private static String cut(String agent) {
        String plain = agent == null ? null : agent.replaceAll("\\p{Cntrl}", "");
        return plain == null || plain.length() <= MAX_AGENT_CHARACTERS
                ? plain
                : plain.substring(0, MAX_AGENT_CHARACTERS);
    }
}
