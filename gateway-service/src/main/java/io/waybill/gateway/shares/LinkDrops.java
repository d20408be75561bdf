package io.waybill.gateway.shares;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.contracts.share.ShareAccess;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.BodyLength;
import io.waybill.gateway.forwarding.AnswerTaker;
import io.waybill.gateway.forwarding.Forwarder;
import io.waybill.gateway.protection.CrossSiteGuard;
import io.waybill.gateway.routing.Destination;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes files that somebody leaves in a folder by way of a link. A name that is taken is made another, so that nothing is
 * overwritten; of what the service answers they learn whether their own bytes have come, and nothing of the folder.
 */
@ApplicationScoped
public class LinkDrops {
    private final Links links;
    private final ShareCredentials credentials;
    private final Forwarder forwarder;
    private final CrossSiteGuard guard;
    private final Answers answers;
    private final PageAnswers pages;

    /** Sends them on with {@code forwarder}. */
    public LinkDrops(
            Links links,
            ShareCredentials credentials,
            Forwarder forwarder,
            CrossSiteGuard guard,
            Answers answers,
            PageAnswers pages) {
        this.links = links;
        this.credentials = credentials;
        this.forwarder = forwarder;
        this.guard = guard;
        this.answers = answers;
        this.pages = pages;
    }

    /** Takes one file: the body of a request. */
    Future<Void> take(Visit visit, Consumer<Supplier<Future<?>>> watch) {
        String name = URLDecoder.decode(visit.last().replace("+", "%2B"), StandardCharsets.UTF_8);
        if (visit.segments().size() != Visit.BEFORE_PATH + 1) {
            throw new WaybillException(ErrorCode.INVALID_PATH, "Here a file has a name and no folder.");
        }
        String path = OthersUpload.encodedPath(
                visit.share().path() + FilePath.of(name).value());
        send(visit, watch, "/api/content/" + path + "?conflict=rename", (status, body) -> taken(visit, status, body));
        return Future.succeededFuture();
    }

    /** Takes the files of the form of the page. */
    Future<Void> takeForm(Visit visit, Consumer<Supplier<Future<?>>> watch) {
        HttpServerRequest request = visit.exchange().request();
        guard.checkForm(request);
        String type =
                String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE)).toLowerCase(Locale.ROOT);
        if (!type.startsWith("multipart/form-data")) {
            throw new WaybillException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The files come as multipart/form-data.");
        }
        String target = "/api/batch?conflict=rename&folder="
                + OthersUpload.encoded(visit.share().path());
        send(visit, watch, target, (status, body) -> takenForm(visit, status, body));
        return Future.succeededFuture();
    }

    private void send(Visit visit, Consumer<Supplier<Future<?>>> watch, String target, AnswerTaker taker) {
        visit.require(ShareAccess.UPLOAD);
        HttpServerRequest request = visit.exchange().request();
        requireRoom(visit, BodyLength.of(request));
        OthersUpload.leaveBehind(request.headers(), OthersUpload.OF_BYTES, Set.of());
        watch.accept(() -> links.stillGood(visit.token(), visit.share()));
        forwarder.forward(
                visit.exchange(), Destination.TRANSFER, credentials.authorization(visit.share()), target, taker);
    }

    private static void requireRoom(Visit visit, BodyLength length) {
        Long most = visit.share().maxBytes();
        if (most == null) {
            return;
        }
        if (length.isUnknown()) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST, "This link takes so many bytes at once: say Content-Length.");
        }
        if (length.bytes() > most) {
            throw new WaybillException(ErrorCode.TOO_LARGE, "This link takes at most " + most + " bytes at once.")
                    .with("limit", most);
        }
    }

    private void taken(Visit visit, int status, Buffer body) {
        if (status / 100 != 2) {
            pages.fail(visit.exchange(), visit.token(), OthersUpload.refusal(body));
            return;
        }
        JsonObject version = body.toJsonObject();
        answers.created(visit.exchange(), new LeftFile(version.getLong("size"), version.getString("sha256")));
    }

    private void takenForm(Visit visit, int status, Buffer body) {
        if (status / 100 != 2) {
            pages.fail(visit.exchange(), visit.token(), OthersUpload.refusal(body));
            return;
        }
        JsonObject answer = body.toJsonObject();
        LeftFiles left = new LeftFiles(answer.getInteger("stored"), answer.getInteger("refused"));
        if (Visit.wantsPage(visit.exchange())) {
            pages.show(visit.exchange(), 200, LinkPage.left(visit, left));
        } else {
            answers.json(visit.exchange(), left, "no-store");
        }
    }
}
