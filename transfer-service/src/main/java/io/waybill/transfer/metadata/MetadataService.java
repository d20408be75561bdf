package io.waybill.transfer.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.waybill.contracts.api.CommitVersion;
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
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.identity.ServiceCredential;
import io.waybill.kit.tls.ServiceTls;
import io.waybill.transfer.grouping.GroupedCalls;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * metadata-service, asked with this service's own credential. Never blocks; an answer is at most 1 MiB.
 *
 * <p>Fails with the exception that the answered problem names, or with {@code unavailable} when no answer came and
 * {@code bad_gateway} when it cannot be understood.
 */
@ApplicationScoped
public class MetadataService {
    private static final int MAX_ANSWER_BYTES = 1 << 20;
    /** A commit is at most some 20 KiB, nearly always half of one; metadata-service takes 1 MiB. */
    private static final int MOST_TOGETHER = 48;

    private static final Set<String> STANDARD_MEMBERS = Set.of("type", "code", "title", "status", "detail", "instance");
    /** What a wrong credential or a wrong address is answered with: an operator mends it. */
    private static final Set<Integer> MISCONFIGURED = Set.of(401, 403, 404);
    /** Too slow, too early, too many (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4). */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private final HttpClient http;
    private final ObjectMapper json;
    private final ServiceCredential credential;
    private final MetadataAddress address;
    private final GroupedCalls<CommitVersion, FileVersion> commits =
            new GroupedCalls<>(MOST_TOGETHER, this::commitTogether);

    MetadataService(
            Vertx vertx, ServiceTls tls, ObjectMapper json, ServiceCredential credential, MetadataAddress address) {
        this.json = json;
        this.credential = credential;
        this.address = address;
        this.http = tls.open(
                vertx.httpClientBuilder().with(new PoolOptions().setHttp1MaxSize(address.connections())),
                new HttpClientOptions()
                        .setConnectTimeout((int) address.timeout().toMillis())
                        .setKeepAliveTimeout(30));
    }

    /**
     * Records a version. Idempotent by upload id. Versions that are to be recorded at the same moment are sent together.
     *
     * <p>Fails with {@link VersionRefused} when the answer will not change: a problem with a 4xx status, unless it speaks of
     * a wrong credential or a wrong address, which an operator mends (401, 403, 404).
     */
    public Future<FileVersion> commit(CommitVersion version) {
        boolean conditional = version.ifMatch() != null || version.ifNoneMatch() != null;
        return conditional ? commitAlone(version) : commits.ask(version);
    }

    /** What is left by metadata-service goes alone, and everything to one of an earlier release, which knows no groups. */
    private Future<List<Future<FileVersion>>> commitTogether(List<CommitVersion> group) {
        if (group.size() == 1) {
            return commitAlone(group.get(0)).map(version -> List.of(Future.succeededFuture(version)));
        }
        return this.<List<FileVersion>>ask(
                        HttpMethod.POST, "/internal/versions/together", group, new TypeReference<>() {})
                .map(versions -> {
                    if (versions.size() != group.size()) {
                        throw notUnderstood();
                    }
                    List<Future<FileVersion>> answers = new ArrayList<>();
                    for (int i = 0; i < group.size(); i++) {
                        FileVersion version = versions.get(i);
                        answers.add(version == null ? commitAlone(group.get(i)) : Future.succeededFuture(version));
                    }
                    return answers;
                })
                .recover(failure -> failure instanceof WaybillException known && known.code() == ErrorCode.NOT_FOUND
                        ? Future.succeededFuture(
                                group.stream().map(this::commitAlone).toList())
                        : Future.failedFuture(failure));
    }

    private Future<FileVersion> commitAlone(CommitVersion version) {
        return this.<FileVersion>ask(HttpMethod.POST, "/internal/versions", version, new TypeReference<>() {})
                .recover(failure -> Future.failedFuture(
                        failure instanceof WaybillException known && isFinal(known.code())
                                ? new VersionRefused(known)
                                : failure));
    }

    /** A version by its path; the head without {@code number}; of any owner when that is null. */
    public Future<StoredVersion> byPath(String owner, FilePath path, Integer number) {
        return content(owner, "path=" + encode(path.value()), number);
    }

    /** A version by its file, as far as {@code caller} may read; the head without {@code number}. */
    public Future<StoredVersion> byFile(Caller caller, UUID fileId, Integer number) {
        String owner = caller.isAdmin() || caller.isService() ? null : caller.subject();
        return content(owner, "fileId=" + fileId, number).map(stored -> {
            if (!caller.reaches(stored.version().path())) {
                throw new WaybillException(ErrorCode.NOT_FOUND, "There is no such file or version.");
            }
            return stored;
        });
    }

    /** A page of many versions; those that are not there are passed over. */
    public Future<Page<SelectedContent>> select(ContentSelection selection) {
        return ask(HttpMethod.POST, "/internal/content/selection", selection, new TypeReference<>() {});
    }

    /** Those of {@code storeKeys} whose bytes some version shows: not those that are only waiting to be deleted. */
    public Future<Set<String>> shownStoreKeys(List<String> storeKeys) {
        return ask(HttpMethod.POST, "/internal/content/shown", storeKeys, new TypeReference<>() {});
    }

    /** Notes the CRC-32 of at most 1000 contents. Idempotent. */
    public Future<Void> noteCrc32(List<StoredCrc32> sums) {
        return send(HttpMethod.POST, "/internal/content/crc32", sums).mapEmpty();
    }

    /** Takes up to {@code limit} purges for the next minute. */
    public Future<List<Purge>> claimPurges(int limit) {
        return ask(HttpMethod.POST, "/internal/purges/claim", Map.of("limit", limit), new TypeReference<>() {});
    }

    /** Says that the bytes of these versions are gone. Idempotent. */
    public Future<Void> confirmPurges(List<UUID> versionIds) {
        return send(HttpMethod.POST, "/internal/purges/confirm", versionIds).mapEmpty();
    }

    /** Those of {@code storeKeys} that some version points at. */
    public Future<Set<String>> knownStoreKeys(List<String> storeKeys) {
        return ask(HttpMethod.POST, "/internal/store-keys/known", storeKeys, new TypeReference<>() {});
    }

    /** Where an owner stands. */
    public Future<Quota> quota(String owner) {
        return ask(HttpMethod.GET, "/internal/quota?owner=" + encode(owner), null, new TypeReference<>() {});
    }

    /** Reserves room for an upload, in place of what it had. Idempotent; fails with {@code quota_exceeded}. */
    public Future<ReservedSpace> reserve(SpaceReservation asked) {
        return ask(HttpMethod.POST, "/internal/quota/reservations", asked, new TypeReference<>() {});
    }

    /** Gives back the room of uploads that have ended without a version. Idempotent. */
    public Future<Void> releaseSpace(List<UUID> uploads) {
        return send(HttpMethod.POST, "/internal/quota/reservations/release", uploads)
                .mapEmpty();
    }

    /** Reserves again, for uploads that are on their way, what got lost; how many had lost theirs. */
    public Future<Integer> restoreSpace(List<ReservedSpace> alive) {
        return ask(HttpMethod.POST, "/internal/quota/reservations/restore", alive, new TypeReference<>() {});
    }

    /** A page of reservations that are at least so old, by upload id from above {@code after} (or null) on. */
    public Future<List<ReservedSpace>> reservedSpace(Duration olderThan, UUID after, int limit) {
        String uri = "/internal/quota/reservations?olderThan=" + olderThan.toSeconds() + "&limit=" + limit
                + (after == null ? "" : "&after=" + after);
        return ask(HttpMethod.GET, uri, null, new TypeReference<>() {});
    }

    @PreDestroy
    void close() {
        http.close();
    }

    private Future<StoredVersion> content(String owner, String what, Integer number) {
        String uri = "/internal/content?" + what
                + (owner == null ? "" : "&owner=" + encode(owner))
                + (number == null ? "" : "&version=" + number);
        return ask(HttpMethod.GET, uri, null, new TypeReference<>() {});
    }

    private <T> Future<T> ask(HttpMethod method, String uri, Object body, TypeReference<T> type) {
        return send(method, uri, body).map(answer -> {
            try {
                T value = json.readValue(answer.getBytes(), type);
                return Optional.ofNullable(value).orElseThrow(MetadataService::notUnderstood);
            } catch (java.io.IOException noJson) {
                throw notUnderstood();
            }
        });
    }

    private Future<Buffer> send(HttpMethod method, String uri, Object body) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address.url().toString().replaceAll("/$", "") + uri)
                .setTimeout(address.timeout().toMillis())
                .putHeader("Authorization", credential.authorization());
        // Nested, so that the answer is read where and when it comes, whoever asks from a thread of its own.
        return http.request(options)
                .compose(request -> (body == null ? request.send() : sendJson(request, body)).compose(this::read))
                .recover(failure ->
                        Future.failedFuture(failure instanceof WaybillException ? failure : unreachable(failure)));
    }

    private Future<HttpClientResponse> sendJson(HttpClientRequest request, Object body) {
        try {
            request.putHeader("Content-Type", "application/json");
            return request.send(Buffer.buffer(json.writeValueAsBytes(body)));
        } catch (JsonProcessingException impossible) {
            return Future.failedFuture(impossible);
        }
    }

    private Future<Buffer> read(HttpClientResponse response) {
        String length = response.getHeader("Content-Length");
        if (length != null && Long.parseLong(length) > MAX_ANSWER_BYTES) {
            response.request().reset();
            return Future.failedFuture(notUnderstood());
        }
        return response.body()
                .compose(body -> response.statusCode() / 100 == 2
                        ? Future.succeededFuture(body)
                        : Future.failedFuture(refusal(response.statusCode(), body)));
    }

    private static boolean isFinal(ErrorCode code) {
        return code.status() / 100 == 4 && !MISCONFIGURED.contains(code.status());
    }

    private WaybillException refusal(int status, Buffer body) {
        try {
            JsonNode problem = json.readTree(body.getBytes());
            String code = problem.path("code").asText();
            WaybillException failure = Arrays.stream(ErrorCode.values())
                    .filter(known -> known.code().equals(code))
                    .findFirst()
                    .filter(known -> known != ErrorCode.UNAUTHENTICATED && known != ErrorCode.INTERNAL)
                    .map(known ->
                            new WaybillException(known, problem.path("detail").asText(known.title())))
                    .orElseGet(() -> ofUnknownCode(status, problem));
            for (Map.Entry<String, JsonNode> member : problem.properties()) {
                if (!STANDARD_MEMBERS.contains(member.getKey())
                        && member.getValue().isValueNode()) {
                    failure = failure.with(member.getKey(), json.convertValue(member.getValue(), Object.class));
                }
            }
            return failure;
        } catch (java.io.IOException noProblem) {
            return status >= 500 ? unreachable(noProblem) : notUnderstood();
        }
    }

    /** A problem of a newer metadata-service: its sentence is told under the code that its status is nearest to. */
    private static WaybillException ofUnknownCode(int status, JsonNode problem) {
        if (status >= 500 || LATER.contains(status)) {
            return unreachable(null);
        }
        boolean refused = problem.hasNonNull("code") && status / 100 == 4 && !MISCONFIGURED.contains(status);
        return refused
                ? new WaybillException(
                        ErrorCode.MALFORMED_REQUEST,
                        problem.path("detail").asText("The catalogue of files refused this."))
                : notUnderstood();
    }

    private static WaybillException unreachable(Throwable cause) {
        return new WaybillException(
                ErrorCode.UNAVAILABLE,
                "The catalogue of files is not available right now. Try again in a moment.",
                cause);
    }

    private static WaybillException notUnderstood() {
        return new WaybillException(
                ErrorCode.BAD_GATEWAY, "The catalogue of files answered in a way that was not understood.");
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
