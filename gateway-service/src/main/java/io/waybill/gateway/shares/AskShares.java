package io.waybill.gateway.shares;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.waybill.contracts.api.StoredVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.GrantQuestion;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareDownload;
import io.waybill.contracts.share.SharePassword;
import io.waybill.contracts.share.ShareQuestion;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.forwarding.MetadataAddress;
import io.waybill.gateway.forwarding.MetadataCalls;
import io.waybill.kit.identity.ServiceCredential;
import io.waybill.kit.tls.ServiceTls;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks metadata-service about shares: with the digest of a link, so that the link itself goes no further than this process. What it
 * says to whoever has the link is passed on; anything else becomes {@code unavailable}.
 */
@ApplicationScoped
public class AskShares {
    private static final int TIMEOUT_MILLIS = 3_000;

    /** Behind others whose passwords are hashed. */
    private static final int PASSWORD_TIMEOUT_MILLIS = 10_000;

    private static final Set<ErrorCode> TOLD = Set.of(
            ErrorCode.NOT_FOUND,
            ErrorCode.INVALID_CURSOR,
            ErrorCode.INVALID_PATH,
            ErrorCode.SHARE_ENDED,
            ErrorCode.SHARE_USED_UP,
            ErrorCode.SHARE_PASSWORD,
            ErrorCode.TOO_MANY_ATTEMPTS,
            ErrorCode.BUSY);

    private static final Map<String, ErrorCode> BY_CODE =
            Arrays.stream(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::code, Function.identity()));

    private final MetadataCalls metadata;
    private final ServiceCredential credential;

    /** Asks the service at {@code address}. */
    public AskShares(
            Vertx vertx,
            ServiceTls tls,
            MetadataAddress address,
            LinkConfig config,
            ServiceCredential credential,
            ObjectMapper json) {
        metadata = new MetadataCalls(vertx, tls, address.url(), config.connections(), config.waiting(), json);
        this.credential = credential;
    }

    /** Which share it is now. Fails with {@code not_found}, {@code share_ended}, {@code busy} or {@code unavailable}. */
    Future<OpenShare> find(ShareQuestion question) {
        return post("/internal/shares/find", question, TIMEOUT_MILLIS, null).map(body -> read(body, OpenShare.class));
    }

    /** What is shared with somebody now. Fails with {@code not_found}, {@code busy} or {@code unavailable}. */
    Future<OpenShare> find(GrantQuestion question) {
        return post("/internal/shares/grant", question, TIMEOUT_MILLIS, null).map(body -> read(body, OpenShare.class));
    }

    /** Completes when the password is right. Fails with {@code share_password} or {@code too_many_attempts} when it is not. */
    Future<Void> password(SharePassword asked, Exchange exchange) {
        return post("/internal/shares/password", asked, PASSWORD_TIMEOUT_MILLIS, exchange)
                .mapEmpty();
    }

    /** Completes when the download was counted, now or before. Fails with {@code share_ended} or {@code share_used_up}. */
    Future<Void> count(ShareDownload download, Exchange exchange) {
        return post("/internal/shares/downloads", download, TIMEOUT_MILLIS, exchange)
                .mapEmpty();
    }

    /** The head version of the file that is shared, or of the one at {@code path}. Fails with {@code not_found}. */
    Future<StoredVersion> head(OpenShare share, String path) {
        String which = path == null ? "fileId=" + share.fileId() : "path=" + encoded(path);
        return metadata.ask(
                        HttpMethod.GET,
                        "/internal/content?owner=" + encoded(share.owner()) + "&" + which,
                        TIMEOUT_MILLIS)
                .compose(request -> request.putHeader(HttpHeaders.AUTHORIZATION, credential.authorization())
                        .send())
                .compose(AskShares::body)
                .map(body -> read(body, StoredVersion.class))
                .recover(AskShares::failed);
    }

    /** A page of the files of a folder, as its owner sees them. Fails with {@code invalid_cursor}. */
    Future<JsonObject> files(String authorization, String folder, String cursor, int limit) {
        String target = "/api/files?prefix=" + encoded(folder) + "&limit=" + limit
                + (cursor == null ? "" : "&cursor=" + encoded(cursor));
        return metadata.ask(HttpMethod.GET, target, TIMEOUT_MILLIS)
                .compose(request -> request.putHeader(HttpHeaders.AUTHORIZATION, authorization)
                        .send())
                .compose(AskShares::body)
                .map(Buffer::toJsonObject)
                .recover(AskShares::failed);
    }

    private Future<Buffer> post(String path, Object question, int timeoutMillis, Exchange exchange) {
        return metadata.ask(HttpMethod.POST, path, timeoutMillis)
                .compose(request -> {
                    request.putHeader(HttpHeaders.AUTHORIZATION, credential.authorization())
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
                    if (exchange != null) {
                        introduce(exchange, request);
                    }
                    return request.send(metadata.write(question));
                })
                .compose(AskShares::body)
                .recover(AskShares::failed);
    }

    /** Who it is that uses the link, for the audit. */
    private static void introduce(Exchange exchange, HttpClientRequest request) {
        request.putHeader(Exchange.REQUEST_ID, exchange.id())
                .putHeader("X-Forwarded-For", exchange.request().remoteAddress().hostAddress());
        String program = exchange.request().getHeader(HttpHeaders.USER_AGENT);
        if (program != null) {
            request.putHeader(HttpHeaders.USER_AGENT, program);
        }
    }

    private static Future<Buffer> body(HttpClientResponse answer) {
        return answer.body().map(body -> {
            if (answer.statusCode() / 100 == 2) {
                return body;
            }
            throw told(body);
        });
    }

    private static WaybillException told(Buffer body) {
        try {
            JsonObject problem = new JsonObject(body);
            ErrorCode code = BY_CODE.get(problem.getString("code"));
            if (code != null && TOLD.contains(code) && problem.getString("detail") != null) {
                WaybillException told = new WaybillException(code, problem.getString("detail"));
                return problem.getValue("retryAfter") instanceof Integer seconds
                        ? told.with("retryAfter", seconds)
                        : told;
            }
        } catch (RuntimeException noProblem) {
            return away(noProblem);
        }
        return away(null);
    }

    private <T> T read(Buffer body, Class<T> type) {
        try {
            return metadata.read(body, type);
        } catch (IOException broken) {
            throw away(broken);
        }
    }

    private static <T> Future<T> failed(Throwable cause) {
        if (cause instanceof WaybillException known) {
            return Future.failedFuture(known);
        }
        return Future.failedFuture(
                cause instanceof ConnectionPoolTooBusyException
                        ? new WaybillException(
                                ErrorCode.BUSY, "Too many links are being looked up: try again in a moment.")
                        : away(cause));
    }

    private static WaybillException away(Throwable cause) {
        return new WaybillException(
                ErrorCode.UNAVAILABLE, "Links cannot be looked up right now: try again in a moment.", cause);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
