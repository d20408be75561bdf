package io.waybill.metadata.quota;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.CommitVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Quota within the transaction of a commit: a reservation becomes use, and a version without one is looked at.
 *
 * <p>Far from their limit, owners do not wait for each other, nor for themselves. Within {@value #NEAR_BYTES} bytes of it, more
 * than can be in commits at one moment, commits without a reservation go one after the other.
 */
@ApplicationScoped
public class SpaceAtCommit {
    private static final long NEAR_BYTES = 256L << 20;

    private final ObjectMapper json;
    private final QuotaConfig config;
    private final QuotaCounts counts;

    /** Names owners to the database with {@code json}. */
    public SpaceAtCommit(ObjectMapper json, QuotaConfig config, QuotaCounts counts) {
        this.json = json;
        this.config = config;
        this.counts = counts;
    }

    /** Those of {@code commits} that there is room for, without waiting for anybody; the others are to be asked alone. */
    public Uni<List<CommitVersion>> fitting(List<CommitVersion> commits) {
        return settled(commits, "pg_try_advisory_xact_lock(quota_lock(o.owner))");
    }

    /** Passes when there is room; fails with {@code quota_exceeded}. */
    public Uni<Void> require(CommitVersion commit) {
        return settled(List.of(commit), "(select true from pg_advisory_xact_lock(quota_lock(o.owner)))")
                .flatMap(fitting ->
                        fitting.isEmpty() ? refused(commit) : Uni.createFrom().voidItem());
    }

    private Uni<Void> refused(CommitVersion commit) {
        return standings(Set.of(commit.owner())).map(now -> {
            counts.refused("commit");
            throw now.get(commit.owner()).refusal(commit.size());
        });
    }

    private Uni<List<CommitVersion>> settled(List<CommitVersion> commits, String lock) {
        Set<String> owners = commits.stream()
                .filter(CommitVersion::unreserved)
                .map(CommitVersion::owner)
                .collect(Collectors.toSet());
        if (owners.isEmpty()) {
            return Uni.createFrom().item(commits);
        }
        long all = commits.stream().mapToLong(CommitVersion::size).sum();
        return standings(owners).flatMap(now -> {
            Set<String> near = owners.stream()
                    .filter(owner -> !now.get(owner).holds(all + NEAR_BYTES))
                    .collect(Collectors.toSet());
            return near.isEmpty() ? Uni.createFrom().item(commits) : oneAfterTheOther(commits, near, lock);
        });
    }

    private Uni<List<CommitVersion>> oneAfterTheOther(List<CommitVersion> commits, Set<String> near, String lock) {
        return locked(near, lock).flatMap(mine -> standings(mine).map(now -> {
            Map<String, Standing> standings = new HashMap<>(now);
            List<CommitVersion> fitting = new ArrayList<>();
            for (CommitVersion commit : commits) {
                boolean asks = commit.unreserved() && near.contains(commit.owner());
                Standing standing = standings.get(commit.owner());
                if (!asks) {
                    fitting.add(commit);
                } else if (standing != null && standing.holds(commit.size())) {
                    standings.put(commit.owner(), standing.with(commit.size()));
                    fitting.add(commit);
                }
            }
            return fitting;
        }));
    }

    /** What was reserved for these is use from now on. */
    public Uni<Void> release(List<CommitVersion> commits) {
        List<UUID> reserved = commits.stream()
                .filter(commit -> !commit.unreserved())
                .map(CommitVersion::uploadId)
                .toList();
        return reserved.isEmpty()
                ? Uni.createFrom().voidItem()
                : Panache.getSession()
                        .flatMap(session -> session.createNativeQuery(
                                        "delete from quota_reservation where upload_id in (:uploads)")
                                .setParameter("uploads", reserved)
                                .executeUpdate())
                        .replaceWithVoid();
    }

    private Uni<Set<String>> locked(Set<String> owners, String lock) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                select o.owner from (
                                    select owner from jsonb_array_elements_text(cast(cast(?1 as text) as jsonb)) as t(owner)
                                    order by owner) o
                                where\s""" + lock, String.class)
                        .setParameter(1, names(owners))
                        .getResultList())
                .map(Set::copyOf);
    }

    private Uni<Map<String, Standing>> standings(Set<String> owners) {
        if (owners.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        // A limit of -1 stands for none: a null has no type here.
        Long everyones = config.defaultBytes();
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                select o.owner, s.used, s.reserved, s.room_limit
                                from jsonb_array_elements_text(cast(cast(?1 as text) as jsonb)) as o(owner),
                                    quota_standing(o.owner, nullif(cast(?2 as bigint), -1)) s""", Object[].class)
                        .setParameter(1, names(owners))
                        .setParameter(2, everyones == null ? -1L : everyones)
                        .getResultList())
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> (String) row[0],
                                row -> new Standing((Long) row[1], (Long) row[2], (Long) row[3]))));
    }

    private String names(Collection<String> owners) {
        ArrayNode names = json.createArrayNode();
        owners.forEach(names::add);
        return names.toString();
    }
}
