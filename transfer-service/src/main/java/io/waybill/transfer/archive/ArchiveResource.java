package io.waybill.transfer.archive;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.api.NewArchive;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.download.RangedAnswer;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.http.JsonAnswer;
import io.waybill.transfer.http.JsonBody;
import io.waybill.transfer.upload.Preconditions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;

/** {@code /api/archives}: asks for archives, reads them whole or in ranges, lists and drops them. */
@ApplicationScoped
public class ArchiveResource {
    private static final int MOST_LISTED = 1_000;

    private final CallerRoutes callers;
    private final JsonBody body;
    private final JsonAnswer answers;
    private final CreateArchive create;
    private final ArchiveRows rows;
    private final EntryContents contents;
    private final ArchiveSettings settings;

    ArchiveResource(
            CallerRoutes callers,
            JsonBody body,
            JsonAnswer answers,
            CreateArchive create,
            ArchiveRows rows,
            EntryContents contents,
            ArchiveSettings settings) {
        this.callers = callers;
        this.body = body;
        this.answers = answers;
        this.create = create;
        this.rows = rows;
        this.contents = contents;
        this.settings = settings;
    }

    void routes(@Observes Router router) {
        router.route(HttpMethod.POST, "/api/archives").handler(callers.within("read", this::create));
        router.route(HttpMethod.GET, "/api/archives").handler(callers.within("read", this::list));
        router.route(HttpMethod.GET, "/api/archives/:id").handler(callers.within("read", this::read));
        router.route(HttpMethod.HEAD, "/api/archives/:id").handler(callers.within("read", this::read));
        router.route(HttpMethod.DELETE, "/api/archives/:id").handler(callers.within("read", this::drop));
    }

    private Future<Void> create(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        return body.read(request, NewArchive.class)
                .compose(asked -> create.create(
                        caller,
                        asked.orElseThrow(() -> Fields.malformed("Say in a JSON body what the archive is made of."))))
                .compose(archive -> wantsTheBytes(context) ? stream(request, archive) : tell(context, archive));
    }

    private Future<Void> tell(RoutingContext context, Archive archive) {
        context.response().putHeader(HttpHeaders.LOCATION, archive.url());
        return answers.send(context, 201, archive.facts());
    }

    private Future<Void> stream(HttpServerRequest request, Archive archive) {
        request.response().putHeader("Content-Location", archive.url()).putHeader(HttpHeaders.ETAG, archive.etag());
        return RangedAnswer.send(request, content(archive));
    }

    private Future<Void> list(RoutingContext context, Caller caller) {
        context.request().resume();
        return rows.of(caller.subject(), MOST_LISTED)
                .compose(found -> answers.send(
                        context,
                        200,
                        found.stream()
                                .filter(archive -> caller.reaches(archive.pathPrefix()))
                                .map(Archive::facts)
                                .toList()));
    }

    private Future<Void> read(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        request.resume();
        return find(context, caller).compose(archive -> {
            if (archive.gonePath() != null) {
                throw EntryContents.gone(archive.gonePath());
            }
            response.putHeader(HttpHeaders.ETAG, archive.etag());
            response.putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
            String ifMatch = request.getHeader(HttpHeaders.IF_MATCH);
            if (ifMatch != null && !Preconditions.names(ifMatch, archive.etag(), false)) {
                throw new WaybillException(
                        ErrorCode.PRECONDITION_FAILED, "The archive is not the one that If-Match names.");
            }
            String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
            return ifNoneMatch != null && Preconditions.names(ifNoneMatch, archive.etag(), true)
                    ? response.setStatusCode(304).end()
                    : RangedAnswer.send(request, content(archive));
        });
    }

    private Future<Void> drop(RoutingContext context, Caller caller) {
        context.request().resume();
        return find(context, caller)
                .compose(archive -> rows.delete(archive.id()))
                .compose(dropped -> context.response().setStatusCode(204).end());
    }

    private Future<Archive> find(RoutingContext context, Caller caller) {
        UUID id = Fields.id(context.pathParam("id"));
        return rows.find(id, settings.keep()).map(found -> found.filter(
                        archive -> caller.mayRead(archive.owner(), archive.pathPrefix()))
                .orElseThrow(() -> new WaybillException(
                        ErrorCode.NOT_FOUND, "There is no such archive (any more), or it is not yours to see.")));
    }

    private ArchiveContent content(Archive archive) {
        return new ArchiveContent(archive, rows.pages(archive.id()), contents);
    }

    private static boolean wantsTheBytes(RoutingContext context) {
        return context.parsedHeaders().accept().stream()
                .anyMatch(type -> type.weight() > 0
                        && ArchiveContent.MEDIA_TYPE.equals(type.component() + '/' + type.subComponent()));
    }
}
