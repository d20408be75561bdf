package io.waybill.gateway.shares;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.contracts.share.GrantQuestion;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareAccess;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.forwarding.Forwarder;
import io.waybill.gateway.limits.UnderWay;
import io.waybill.gateway.routing.Destination;
import io.waybill.gateway.routing.RawPath;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Lets in whoever has an account and something that is shared with them: {@code /api/shared/{id}…}. Services hear its owner, within
 * what is shared, for reading or writing as was given.
 */
@ApplicationScoped
public class SharedDoor {
    private static final int AT_ONCE = 100;

    /** {@code api}, {@code shared}, the id, {@code content}. */
    private static final int BEFORE_PATH = 4;

    private final Links links;
    private final AskShares ask;
    private final ShareCredentials credentials;
    private final Forwarder forwarder;
    private final Answers answers;
    private final UnderWay underWay;

    /** Finds what is shared with {@code links}. */
    public SharedDoor(
            Links links,
            AskShares ask,
            ShareCredentials credentials,
            Forwarder forwarder,
            Answers answers,
            UnderWay underWay) {
        this.links = links;
        this.ask = ask;
        this.credentials = credentials;
        this.forwarder = forwarder;
        this.answers = answers;
        this.underWay = underWay;
    }

    /**
     * Answers a request of {@code caller} below a share.
     *
     * @param watch takes the question whose refusal ends what is under way
     * @throws WaybillException {@code insufficient_scope} for a credential that is not good for it, {@code not_found} for no id
     */
    public void enter(Exchange exchange, Caller caller, Consumer<Supplier<Future<?>>> watch) {
        List<String> segments = RawPath.of(exchange.request().uri()).segments();
        boolean writes = HttpMethod.PUT.equals(exchange.request().method());
        caller.allowedTo(writes ? "write" : "read");
        underWay.enter(exchange, caller.subject());
        GrantQuestion question = new GrantQuestion(id(segments.get(2)), caller.subject());
        links.find(question)
                .compose(share -> {
                    watch.accept(() -> links.find(question));
                    if (segments.get(BEFORE_PATH - 1).equals("files")) {
                        return files(exchange, share);
                    }
                    String path = asked(share, segments);
                    if (writes) {
                        put(exchange, share, path);
                    } else {
                        get(exchange, share, path);
                    }
                    return Future.<Void>succeededFuture();
                })
                .onFailure(failure -> answers.problem(exchange, failure));
    }

    private Future<Void> files(Exchange exchange, OpenShare share) {
        if (!share.isFolder()) {
            throw notFound("One file is shared here: ask for its content.");
        }
        List<String> cursors = exchange.query("cursor");
        return ask.files(
                        credentials.authorization(share),
                        share.path(),
                        cursors.isEmpty() ? null : cursors.get(0),
                        AT_ONCE)
                .map(page -> {
                    answers.json(
                            exchange,
                            new Page<>(LinkFile.of(page, share.path()), page.getString("next")),
                            "private, no-cache");
                    return null;
                });
    }

    /** Where it is in its owner's tree. */
    private static String asked(OpenShare share, List<String> segments) {
        boolean named = segments.size() > BEFORE_PATH;
        if (named != share.isFolder()) {
            throw notFound(
                    named
                            ? "One file is shared here: ask for its content."
                            : "A folder is shared here: say which file.");
        }
        String within = segments.stream()
                .skip(BEFORE_PATH)
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .collect(Collectors.joining("/"));
        return named ? share.path() + FilePath.of(within).value() : share.path();
    }

    private void get(Exchange exchange, OpenShare share, String path) {
        String target = share.isFolder()
                ? "/api/content/" + OthersUpload.encodedPath(path)
                : "/api/files/" + share.fileId() + "/content";
        exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        forwarder.forward(exchange, Destination.TRANSFER, credentials.authorization(share), target);
    }

    private void put(Exchange exchange, OpenShare share, String path) {
        if (share.access() != ShareAccess.WRITE) {
            throw new WaybillException(ErrorCode.FORBIDDEN, "This is shared with you for reading.");
        }
        OthersUpload.leaveBehind(exchange.request().headers(), OthersUpload.OF_BYTES, OthersUpload.OF_VERSIONS);
        forwarder.forward(
                exchange,
                Destination.TRANSFER,
                credentials.authorization(share),
                "/api/content/" + OthersUpload.encodedPath(path),
                (status, body) -> uploaded(exchange, status, body));
    }

    private void uploaded(Exchange exchange, int status, Buffer body) {
        if (status / 100 != 2) {
            answers.problem(exchange, OthersUpload.refusal(body));
            return;
        }
        JsonObject version = body.toJsonObject();
        answers.created(
                exchange,
                new UploadedVersion(
                        version.getInteger("version"), version.getLong("size"), version.getString("sha256")));
    }

    private static UUID id(String segment) {
        try {
            return UUID.fromString(segment);
        } catch (IllegalArgumentException noId) {
            throw notFound("There is no such share with you, or it has ended.");
        }
    }

    private static WaybillException notFound(String detail) {
        return new WaybillException(ErrorCode.NOT_FOUND, detail);
    }
}
