package io.waybill.metadata.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.event.VersionDeleted;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.catalog.CatalogFiles;
import io.waybill.metadata.events.FileEvents;
import io.waybill.metadata.purges.PendingPurges;
import io.waybill.metadata.versions.CommittedVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Drops what the rules let go, some versions at a time; any number of replicas may do it at once. */
@ApplicationScoped
public class ApplyRetention {
    private static final int AT_ONCE = 200;

    private final SupersededVersions superseded;
    private final CatalogFiles files;
    private final PendingPurges purges;
    private final FileEvents events;
    private final RetentionConfig config;
    private final Counter removed;

    /** Drops what {@code superseded} finds and tells {@code events}. */
    public ApplyRetention(
            SupersededVersions superseded,
            CatalogFiles files,
            PendingPurges purges,
            FileEvents events,
            RetentionConfig config,
            MeterRegistry metrics) {
        this.superseded = superseded;
        this.files = files;
        this.purges = purges;
        this.events = events;
        this.config = config;
        removed = Counter.builder("waybill.retention.removed")
                .description("Versions that retention rules have removed")
                .register(metrics);
    }

    /**
     * Takes one rule that is due and that nobody else is at, and drops at most {@value AT_ONCE} versions. A rule that lets
     * nothing more go is due again after the interval.
     *
     * @return whether there was one: then call again
     */
    @WithTransaction
    public Uni<Boolean> applyOne() {
        return Panache.getSession()
                .flatMap(session ->
                        session.createNativeQuery("""
                                select prefix, keep_last, keep_days, keep_labelled, owner from retention_rule
                                where next_run_at <= now() order by next_run_at limit 1 for update skip locked""", Object[].class).getSingleResultOrNull())
                .flatMap(row -> row == null
                        ? Uni.createFrom().item(false)
                        : apply(new KeptRule((String) row[4], RetentionRules.read(row)))
                                .replaceWith(true));
    }

    private Uni<Void> apply(KeptRule rule) {
        return superseded
                .first(rule, AT_ONCE)
                .flatMap(found -> files.lockFree(found.stream()
                        .map(SupersededVersions.Place::fileId)
                        .distinct()
                        .toList()))
                .flatMap(locked -> locked.isEmpty() ? rest(rule) : drop(rule, locked));
    }

    /** Looked up again: what was found before the lock may have changed. */
    private Uni<Void> drop(KeptRule rule, List<CatalogFile> locked) {
        Map<UUID, CatalogFile> byId = locked.stream().collect(Collectors.toMap(CatalogFile::id, Function.identity()));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return superseded
                .of(rule, List.copyOf(byId.keySet()), AT_ONCE)
                .flatMap(superseded::load)
                .flatMap(versions -> {
                    Uni<Void> told = purges.drop(versions, now);
                    for (CommittedVersion version : versions) {
                        told = told.flatMap(done -> tell(byId.get(version.fileId()), version));
                    }
                    removed.increment(versions.size());
                    return versions.isEmpty() ? rest(rule) : told;
                });
    }

    private Uni<Void> tell(CatalogFile file, CommittedVersion version) {
        return events.append(
                new VersionDeleted(file.id(), file.owner(), file.path(), version.number(), file.headVersion(), true));
    }

    private Uni<Void> rest(KeptRule rule) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                update retention_rule set next_run_at = now() + make_interval(secs => :seconds)
                                where owner = :owner and prefix = :prefix""")
                        .setParameter("seconds", (double) config.interval().toSeconds())
                        .setParameter("owner", rule.owner())
                        .setParameter("prefix", rule.rule().prefix())
                        .executeUpdate())
                .replaceWithVoid();
    }
}
