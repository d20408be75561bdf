package io.waybill.transfer.testing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.api.ContentSelection;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.Purge;
import io.waybill.contracts.api.Quota;
import io.waybill.contracts.api.ReservedSpace;
import io.waybill.contracts.api.SelectedContent;
import io.waybill.contracts.api.SpaceReservation;
import io.waybill.contracts.api.StoredCrc32;
import io.waybill.contracts.api.StoredVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.problem.ProblemWriter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The contract of metadata-service, kept in memory and served over HTTP to the service under test. */
@ApplicationScoped
public class MetadataPeer {
    private final ObjectMapper json;
    private final ProblemWriter problems;
    private final Map<UUID, StoredVersion> byUpload = new ConcurrentHashMap<>();
    private final Map<String, List<StoredVersion>> byPath = new ConcurrentHashMap<>();
    private final List<Purge> purges = new CopyOnWriteArrayList<>();
    private final Map<String, Long> crcs = new ConcurrentHashMap<>();
    private final AtomicInteger together = new AtomicInteger();
    private final Map<UUID, ReservedSpace> reserved = new ConcurrentHashMap<>();
    private final Map<String, Long> limits = new ConcurrentHashMap<>();
    private volatile ErrorCode refusal;
    private volatile Promise<Void> answers = answering();

    MetadataPeer(ObjectMapper json, ProblemWriter problems) {
        this.json = json;
        this.problems = problems;
    }

    /** From now on every commit is answered with this problem; null ends that. */
    public void refuseWith(ErrorCode code) {
        refusal = code;
    }

    /** From now on commits and selections are not answered, until {@link #answer()}. */
    public void holdAnswers() {
        answers = Promise.promise();
    }

    /** They are answered, those that wait first. */
    public void answer() {
        answers.tryComplete();
    }

    /** How many versions came in a group, so far. */
    public int committedTogether() {
        return together.get();
    }

    /** The versions committed at a path, oldest first. */
    public List<StoredVersion> at(String owner, String path) {
        return List.copyOf(byPath.getOrDefault(owner + '/' + path, List.of()));
    }

    /** Drops a path and leaves its bytes to be purged. */
    public void delete(String owner, String path) {
        List<StoredVersion> gone = byPath.remove(owner + '/' + path);
        gone.forEach(v -> purges.add(new Purge(v.version().versionId(), v.storeKey())));
        byUpload.values().removeAll(gone);
    }

    /** Shows the bytes of the newest version at {@code path} at another path too. */
    public void copy(String owner, String path, String to) {
        List<StoredVersion> versions = at(owner, path);
        StoredVersion newest = versions.get(versions.size() - 1);
        FileVersion facts = newest.version();
        FileVersion copy = new FileVersion(
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                to,
                facts.size(),
                facts.sha256(),
                facts.contentType(),
                facts.createdAt());
        byPath.put(owner + '/' + to, List.of(new StoredVersion(copy, newest.storeKey())));
    }

    /** The CRC-32 that is noted for some bytes, or null. */
    public Long crc32(String storeKey) {
        return crcs.get(storeKey);
    }

    /** Forgets the CRC-32 of some bytes, as if an earlier release had taken them in. */
    public void forgetCrc32(String storeKey) {
        crcs.remove(storeKey);
    }

    /** Versions whose bytes still have to go. */
    public List<Purge> purges() {
        return purges;
    }

    /** From now on an owner may have so many bytes. */
    public void limit(String owner, long bytes) {
        limits.put(owner, bytes);
    }

    /** What is reserved for the uploads of an owner. */
    public Map<UUID, Long> reservedFor(String owner) {
        return reserved.values().stream()
                .filter(room -> room.owner().equals(owner))
                .collect(Collectors.toMap(ReservedSpace::uploadId, ReservedSpace::bytes));
    }

    /** Reserves for an upload that nobody knows, or takes away what is reserved for one, with null. */
    public void reserve(UUID upload, ReservedSpace room) {
        if (room == null) {
            reserved.remove(upload);
        } else {
            reserved.put(upload, room);
        }
    }

    void routes(@Observes Router router) {
        router.get("/internal/quota")
                .handler(r -> body(r, bytes -> quota(r.request().getParam("owner"), List.of())));
        router.post("/internal/quota/reservations")
                .handler(r -> body(r, bytes -> reserve(read(bytes, new TypeReference<>() {}))));
        router.post("/internal/quota/reservations/release")
                .handler(r -> body(r, bytes -> {
                    List<UUID> ids = read(bytes, new TypeReference<>() {});
                    ids.forEach(reserved::remove);
                    return Map.of();
                }));
        router.post("/internal/quota/reservations/restore")
                .handler(r -> body(r, bytes -> {
                    List<ReservedSpace> alive = read(bytes, new TypeReference<>() {});
                    return alive.stream()
                            .filter(room -> reserved.putIfAbsent(room.uploadId(), room) == null)
                            .count();
                }));
        router.get("/internal/quota/reservations")
                .handler(r -> body(r, bytes -> {
                    String after = r.request().getParam("after");
                    return reserved.values().stream()
                            .filter(room -> room.uploadId().toString().compareTo(after) > 0)
                            .sorted(Comparator.comparing(room -> room.uploadId().toString()))
                            .toList();
                }));
        router.post("/internal/versions").handler(r -> held(r, bytes -> commit(read(bytes, new TypeReference<>() {}))));
        router.post("/internal/versions/together")
                .handler(r -> held(r, bytes -> together(read(bytes, new TypeReference<>() {}))));
        router.get("/internal/content").handler(r -> body(r, bytes -> content(r)));
        router.post("/internal/content/selection")
                .handler(r -> held(r, bytes -> select(read(bytes, new TypeReference<>() {}))));
        router.post("/internal/content/crc32")
                .handler(r -> body(r, bytes -> {
                    List<StoredCrc32> sums = read(bytes, new TypeReference<>() {});
                    sums.forEach(sum -> crcs.put(sum.storeKey(), sum.crc32()));
                    return Map.of();
                }));
        router.post("/internal/purges/claim").handler(r -> body(r, bytes -> purges));
        router.post("/internal/purges/confirm")
                .handler(r -> body(r, bytes -> {
                    List<UUID> ids = read(bytes, new TypeReference<>() {});
                    purges.removeIf(purge -> ids.contains(purge.versionId()));
                    return Map.of();
                }));
        for (String question : List.of("/internal/store-keys/known", "/internal/content/shown")) {
            router.post(question)
                    .handler(r -> body(r, bytes -> {
                        List<String> keys = read(bytes, new TypeReference<>() {});
                        return keys.stream()
                                .filter(key -> byUpload.values().stream()
                                        .anyMatch(v -> v.storeKey().equals(key)))
                                .toList();
                    }));
        }
    }

    private void held(RoutingContext request, Function<Buffer, Object> answer) {
        Context connection = request.vertx().getOrCreateContext();
        Future<Void> released = answers.future();
        request.request()
                .body()
                .onSuccess(bytes -> released.onSuccess(
                        now -> connection.runOnContext(on -> respond(request, () -> answer.apply(bytes)))));
    }

    private void body(RoutingContext request, Function<Buffer, Object> answer) {
        request.request().body().onSuccess(bytes -> respond(request, () -> answer.apply(bytes)));
    }

    private void respond(RoutingContext request, Supplier<Object> answer) {
        try {
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(json.writeValueAsBytes(answer.get())));
        } catch (IOException | RuntimeException failure) {
            problems.write(request, failure);
        }
    }

    private static Promise<Void> answering() {
        Promise<Void> now = Promise.promise();
        now.complete();
        return now;
    }

    /** What is refused is left to be asked for alone. */
    private List<FileVersion> together(List<CommitVersion> asked) {
        List<FileVersion> versions = new ArrayList<>();
        for (CommitVersion one : asked) {
            try {
                versions.add(commit(one));
                together.incrementAndGet();
            } catch (WaybillException refused) {
                versions.add(null);
            }
        }
        return versions;
    }

    /** The contract of {@code POST /internal/content/selection}, looked through from the start for every page. */
    private Page<SelectedContent> select(ContentSelection asked) {
        List<SelectedContent> all = new ArrayList<>();
        for (Map.Entry<String, List<StoredVersion>> file : new TreeMap<>(byPath).entrySet()) {
            List<StoredVersion> versions = file.getValue();
            for (StoredVersion version : versions) {
                FileVersion facts = version.version();
                boolean owned = asked.owner() == null || file.getKey().startsWith(asked.owner() + '/');
                boolean newest = asked.allVersions() || version.equals(versions.get(versions.size() - 1));
                boolean named = asked.versions().contains(facts.versionId())
                        || (newest && asked.files().contains(facts.fileId()))
                        || (newest && asked.prefix() != null && facts.path().startsWith(asked.prefix()));
                if (owned && named) {
                    all.add(new SelectedContent(facts, version.storeKey(), crcs.get(version.storeKey())));
                }
            }
        }
        int from = asked.after() == null ? 0 : Integer.parseInt(asked.after());
        int to = Math.min(all.size(), from + asked.limit());
        return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
    }

    private synchronized FileVersion commit(CommitVersion asked) {
        if (refusal != null) {
            throw new WaybillException(refusal, "Asked for by the test.");
        }
        StoredVersion known = byUpload.get(asked.uploadId());
        if (known != null) {
            return known.version();
        }
        List<StoredVersion> versions =
                byPath.computeIfAbsent(asked.owner() + '/' + asked.path(), path -> new ArrayList<>());
        if (asked.conflict() == ConflictMode.REJECT && !versions.isEmpty()) {
            throw new WaybillException(ErrorCode.PATH_CONFLICT, "There is a file.");
        }
        UUID file = versions.isEmpty()
                ? UUID.randomUUID()
                : versions.get(0).version().fileId();
        StoredVersion stored = new StoredVersion(
                new FileVersion(
                        file,
                        UUID.randomUUID(),
                        versions.size() + 1,
                        asked.path().value(),
                        asked.size(),
                        asked.sha256(),
                        asked.contentType(),
                        Instant.now(),
                        null,
                        FileVersion.receiptOf(asked.uploadId())),
                asked.storeKey());
        if (asked.unreserved()) {
            require(quota(asked.owner(), List.of()), asked.size());
        }
        reserved.remove(asked.uploadId());
        if (asked.crc32() != null) {
            crcs.put(asked.storeKey(), asked.crc32());
        }
        versions.add(stored);
        byUpload.put(asked.uploadId(), stored);
        return stored.version();
    }

    private synchronized ReservedSpace reserve(SpaceReservation asked) {
        List<UUID> passedOver = new ArrayList<>(asked.replaces());
        passedOver.add(asked.uploadId());
        Quota quota = quota(asked.owner(), passedOver);
        require(quota, asked.bytes());
        passedOver.forEach(reserved::remove);
        long room = quota.limit() == null ? asked.wish() : quota.limit() - quota.used() - quota.reserved();
        ReservedSpace granted = new ReservedSpace(
                asked.uploadId(), asked.owner(), Math.max(asked.bytes(), Math.min(asked.wish(), room)));
        reserved.put(asked.uploadId(), granted);
        return granted;
    }

    private static void require(Quota quota, long bytes) {
        if (bytes > 0 && quota.limit() != null && quota.used() + quota.reserved() + bytes > quota.limit()) {
            throw new WaybillException(ErrorCode.QUOTA_EXCEEDED, "There is not enough room.")
                    .with("used", quota.used())
                    .with("limit", quota.limit());
        }
    }

    private Quota quota(String owner, List<UUID> passedOver) {
        long used = byPath.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(owner + '/'))
                .flatMap(entry -> entry.getValue().stream())
                .mapToLong(stored -> stored.version().size())
                .sum();
        long promised = reserved.values().stream()
                .filter(room -> room.owner().equals(owner) && !passedOver.contains(room.uploadId()))
                .mapToLong(ReservedSpace::bytes)
                .sum();
        return new Quota(owner, used, promised, limits.get(owner), true, new Quota.Parts(used, 0, 0, 0));
    }

    private StoredVersion content(RoutingContext request) {
        String owner = request.request().getParam("owner");
        String path = request.request().getParam("path");
        String fileId = request.request().getParam("fileId");
        String number = request.request().getParam("version");
        return byPath.entrySet().stream()
                .filter(e -> path == null || Objects.equals(e.getKey(), owner + '/' + path))
                .filter(e -> owner == null || e.getKey().startsWith(owner + '/'))
                .flatMap(e -> e.getValue().stream())
                .filter(v -> fileId == null || v.version().fileId().toString().equals(fileId))
                .filter(v -> number == null || v.version().version() == Integer.parseInt(number))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new WaybillException(ErrorCode.NOT_FOUND, "There is no such file."));
    }

    private <T> T read(Buffer bytes, TypeReference<T> type) {
        try {
            return json.readValue(bytes.getBytes(), type);
        } catch (IOException malformed) {
            throw new WaybillException(ErrorCode.MALFORMED_REQUEST, "That is no such JSON.", malformed);
        }
    }
}
