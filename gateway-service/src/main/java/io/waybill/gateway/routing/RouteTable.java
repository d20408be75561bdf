package io.waybill.gateway.routing;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.OPTIONS;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;
import static io.waybill.gateway.routing.Access.ANYONE;
import static io.waybill.gateway.routing.Access.LINK;
import static io.waybill.gateway.routing.Access.SIGNED_IN;
import static io.waybill.gateway.routing.Destination.GATEWAY;
import static io.waybill.gateway.routing.Destination.METADATA;
import static io.waybill.gateway.routing.Destination.NOTIFICATION;
import static io.waybill.gateway.routing.Destination.TRANSFER;

import io.vertx.core.http.HttpMethod;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that can be asked for from outside, most specific first. What is not here does not exist. */
public final class RouteTable {
    /** Name of the route that {@code /q/openapi} is. */
    public static final String OPENAPI = "openapi";

    /** Name of the route of the pages that show the OpenAPI document. */
    public static final String SWAGGER_UI = "swagger-ui";

    private static final String SWAGGER_UI_PATH = "/q/swagger-ui";

    /** The one path that may end in a slash: the page names its scripts relative to it. */
    private static final String SWAGGER_UI_HOME = SWAGGER_UI_PATH + "/";

    private static final List<Route> ROUTES = List.of(
            Route.of("upload", "/api/uploads/{id}", TRANSFER, SIGNED_IN, HEAD, PATCH, GET, DELETE, POST, OPTIONS),
            Route.of("upload-part", "/api/uploads/{id}/parts/{n}", TRANSFER, SIGNED_IN, PUT),
            Route.of("upload-complete", "/api/uploads/{id}/complete", TRANSFER, SIGNED_IN, POST),
            Route.of("uploads", "/api/uploads", TRANSFER, SIGNED_IN, GET, POST, OPTIONS),
            Route.of("content", "/api/content/{path...}", TRANSFER, SIGNED_IN, GET, HEAD, PUT, POST, OPTIONS),
            Route.of("file-content", "/api/files/{id}/content", TRANSFER, SIGNED_IN, GET, HEAD),
            Route.of("file-preview", "/api/files/{id}/preview", TRANSFER, SIGNED_IN, GET, HEAD),
            Route.of("file-thumbnail", "/api/files/{id}/thumbnail", TRANSFER, SIGNED_IN, GET, HEAD),
            Route.of("version-content", "/api/files/{id}/versions/{n}/content", TRANSFER, SIGNED_IN, GET, HEAD),
            Route.of("version-restore", "/api/files/{id}/versions/{n}/restore", METADATA, SIGNED_IN, POST),
            Route.of("version-label", "/api/files/{id}/versions/{n}/label", METADATA, SIGNED_IN, PUT, DELETE),
            Route.of("version", "/api/files/{id}/versions/{n}", METADATA, SIGNED_IN, DELETE),
            Route.of("versions", "/api/files/{id}/versions", METADATA, SIGNED_IN, GET),
            Route.of("file-move", "/api/files/{id}/move", METADATA, SIGNED_IN, POST),
            Route.of("file-copy", "/api/files/{id}/copy", METADATA, SIGNED_IN, POST),
            Route.of("file", "/api/files/{id}", METADATA, SIGNED_IN, GET, PATCH, DELETE),
            Route.of("folder-move", "/api/folders/move", METADATA, SIGNED_IN, POST),
            Route.of("folder-copy", "/api/folders/copy", METADATA, SIGNED_IN, POST),
            Route.of("files", "/api/files", METADATA, SIGNED_IN, GET),
            Route.of("undelete", "/api/trash/{id}/restore", METADATA, SIGNED_IN, POST),
            Route.of("trashed-file", "/api/trash/{id}", METADATA, SIGNED_IN, DELETE),
            Route.of("trash", "/api/trash", METADATA, SIGNED_IN, GET, DELETE),
            Route.of("storage-statistics", "/api/transfers/statistics/storage", METADATA, SIGNED_IN, GET),
            Route.of("transfer-statistics", "/api/transfers/statistics", METADATA, SIGNED_IN, GET),
            Route.of("transfer-clients", "/api/transfers/clients", METADATA, SIGNED_IN, GET),
            Route.of("transfer", "/api/transfers/{id}", METADATA, SIGNED_IN, GET),
            Route.of("transfers", "/api/transfers", METADATA, SIGNED_IN, GET),
            Route.of("retention-preview", "/api/retention/preview", METADATA, SIGNED_IN, POST),
            Route.of("retention", "/api/retention", METADATA, SIGNED_IN, GET, PUT, DELETE),
            Route.of("audit-jsonl", "/api/audit/export.jsonl", METADATA, SIGNED_IN, GET),
            Route.of("audit-csv", "/api/audit/export.csv", METADATA, SIGNED_IN, GET),
            Route.of("audit-verify", "/api/audit/verify", METADATA, SIGNED_IN, GET),
            Route.of("audit", "/api/audit", METADATA, SIGNED_IN, GET),
            Route.of("receipt", "/api/receipts/{id}", METADATA, SIGNED_IN, GET),
            Route.of("receipt-keys", "/.well-known/waybill-keys", METADATA, ANYONE, GET),
            Route.of("key", "/api/keys/{id}", METADATA, SIGNED_IN, DELETE),
            Route.of("keys", "/api/keys", METADATA, SIGNED_IN, GET, POST),
            Route.of("share", "/api/shares/{id}", METADATA, SIGNED_IN, PATCH, DELETE),
            Route.of("shares", "/api/shares", METADATA, SIGNED_IN, GET, POST),
            Route.of("shared-files", "/api/shared/{id}/files", GATEWAY, SIGNED_IN, GET),
            Route.of("shared-content", "/api/shared/{id}/content", GATEWAY, SIGNED_IN, GET, HEAD, PUT),
            Route.of("shared-file", "/api/shared/{id}/content/{path...}", GATEWAY, SIGNED_IN, GET, HEAD, PUT),
            Route.of("shared", "/api/shared", METADATA, SIGNED_IN, GET),
            Route.of("link-password", "/s/{token}/password", GATEWAY, LINK, POST),
            Route.of("link-facts", "/s/{token}/facts", GATEWAY, LINK, GET),
            Route.of("link-files", "/s/{token}/files", GATEWAY, LINK, GET),
            Route.of("link-content", "/s/{token}/content", GATEWAY, LINK, GET, HEAD),
            Route.of("link-file", "/s/{token}/content/{path...}", GATEWAY, LINK, GET, HEAD),
            Route.of("link-preview", "/s/{token}/preview", GATEWAY, LINK, GET, HEAD),
            Route.of("link-file-preview", "/s/{token}/preview/{path...}", GATEWAY, LINK, GET, HEAD),
            Route.of("link-drop", "/s/{token}/drop", GATEWAY, LINK, POST),
            Route.of("link-drop-file", "/s/{token}/drop/{name...}", GATEWAY, LINK, PUT),
            Route.of("link-download", "/s/{token}/d/{download}", GATEWAY, LINK, GET, HEAD),
            Route.of("link", "/s/{token}", GATEWAY, LINK, GET, HEAD),
            Route.of("quota", "/api/quota", METADATA, SIGNED_IN, GET),
            Route.of("owner-quota-recount", "/api/users/{owner}/quota/recount", METADATA, SIGNED_IN, POST),
            Route.of("owner-quota", "/api/users/{owner}/quota", METADATA, SIGNED_IN, GET, PUT, DELETE),
            Route.of("archive", "/api/archives/{id}", TRANSFER, SIGNED_IN, GET, HEAD, DELETE),
            Route.of("archives", "/api/archives", TRANSFER, SIGNED_IN, GET, POST),
            Route.of("batch", "/api/batch", TRANSFER, SIGNED_IN, POST),
            Route.of("ping", "/api/ping", TRANSFER, SIGNED_IN, POST),
            Route.of("events", "/api/events", NOTIFICATION, SIGNED_IN, GET),
            Route.of("event-tickets", "/api/events/tickets", GATEWAY, SIGNED_IN, POST),
            Route.of("event-socket", "/api/events/sockets/{id}", GATEWAY, SIGNED_IN, PUT),
            Route.of("session", "/api/session", GATEWAY, ANYONE, GET, HEAD),
            Route.of("login", "/auth/login", GATEWAY, ANYONE, GET),
            Route.of("login-callback", "/auth/callback", GATEWAY, ANYONE, GET),
            Route.of("logout", "/auth/logout", GATEWAY, ANYONE, POST),
            Route.of("backchannel-logout", "/auth/backchannel-logout", GATEWAY, ANYONE, POST),
            Route.of("me", "/api/me", GATEWAY, SIGNED_IN, GET, HEAD),
            Route.of("health", "/health", GATEWAY, ANYONE, GET, HEAD),
            Route.of("jwks", "/.well-known/jwks.json", GATEWAY, ANYONE, GET, HEAD),
            Route.of(OPENAPI, "/q/openapi", GATEWAY, ANYONE, GET, HEAD),
            Route.of(SWAGGER_UI, SWAGGER_UI_PATH, GATEWAY, ANYONE, GET, HEAD),
            Route.of(SWAGGER_UI, SWAGGER_UI_HOME + "{page...}", GATEWAY, ANYONE, GET, HEAD));

    private RouteTable() {}

    /** Every route, most specific first. */
    public static List<Route> routes() {
        return ROUTES;
    }

    /**
     * The route of a request.
     *
     * @param target the request target as it was sent
     * @throws WaybillException {@code invalid_path} for an ambiguous target, {@code not_found} when nothing is there, and
     *     {@code method_not_allowed} with the field {@code allow} when something is
     */
    public static Route find(HttpMethod method, String target) {
        RawPath path = RawPath.of(target.equals(SWAGGER_UI_HOME) ? SWAGGER_UI_PATH : target);
        for (Route route : ROUTES) {
            if (route.matches(path)) {
                return allowing(method, route);
            }
        }
        throw new WaybillException(ErrorCode.NOT_FOUND, "There is nothing at this path.");
    }

    private static Route allowing(HttpMethod method, Route route) {
        if (route.methods().contains(method)) {
            return route;
        }
        String allowed = route.methods().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        throw new WaybillException(ErrorCode.METHOD_NOT_ALLOWED, "This path takes " + allowed + ".")
                .with("allow", allowed);
    }
}
