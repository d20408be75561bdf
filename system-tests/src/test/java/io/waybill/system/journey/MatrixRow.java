package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.journey.MatrixRow.Scope.NONE;
import static io.waybill.system.journey.MatrixRow.Scope.OPEN;
import static io.waybill.system.journey.MatrixRow.Scope.READ;
import static io.waybill.system.journey.MatrixRow.Scope.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tar;
import io.waybill.system.client.Tus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * One operation of the API, asked about what somebody has, and what others are told.
 *
 * @param operation what the document calls it
 * @param scope what a credential must be good for
 * @param other the status for another user
 * @param admin the status for an admin
 * @param folder the status for a key of the owner's that is good for another folder
 * @param owner the status for the owner
 * @param ask sends it
 */
record MatrixRow(String operation, Scope scope, int other, int admin, int folder, int owner, Ask ask) {
    /** Any answer about a preview: made, being made, or that there is none. */
    static final int PREVIEW = 0;

    /** What a credential must be good for. */
    enum Scope {
        /** No credential is needed. */
        OPEN,
        /** Any will do. */
        NONE,
        READ,
        WRITE
    }

    /** Sends a request about {@code had} as {@code who}. */
    @FunctionalInterface
    interface Ask {
        Told as(Client who, Holdings had);
    }

    /** What somebody was told. */
    record Told(int status, String body) {
        static Told of(HttpResponse<String> answer) {
            return new Told(answer.statusCode(), answer.body());
        }
    }

    @FunctionalInterface
    private interface Request {
        HttpResponse<String> as(Client who, Holdings had);
    }

    /** All of them. An operation may be asked in several ways. */
    static final List<MatrixRow> ALL = List.of(
            row("describeUploads", NONE, 204, 204, 204, 204, (who, had) -> send(who, "OPTIONS", "/api/uploads")),
            row(
                    "listUploads",
                    READ,
                    200,
                    200,
                    200,
                    200,
                    (who, had) -> with(had.upload(), () -> who.get("/api/uploads"))),
            row(
                    "createUpload",
                    WRITE,
                    201,
                    201,
                    403,
                    201,
                    (who, had) -> json(
                            who, "POST", "/api/uploads", "{\"path\":\"" + had.folder() + "new.bin\",\"sizeBytes\":5}")),
            row("describeUpload", NONE, 204, 204, 204, 204, (who, had) -> send(who, "OPTIONS", had.upload())),
            row("getUploadOffset", WRITE, 404, 404, 404, 204, (who, had) -> head(who, had.upload())),
            row("getUpload", READ, 404, 200, 404, 200, (who, had) -> who.get(had.upload())),
            row("appendToUpload", WRITE, 404, 404, 404, 204, (who, had) -> new Tus(who)
                    .patch(had.upload(), Holdings.BYTES, 0, 5)),
            row(
                    "overrideUploadMethod",
                    WRITE,
                    404,
                    404,
                    404,
                    204,
                    (who, had) -> overridden(who, had.upload(), "DELETE")),
            row("cancelUpload", WRITE, 404, 404, 404, 204, (who, had) -> who.delete(had.upload())),
            row("putUploadPart", WRITE, 404, 404, 404, 200, (who, had) -> part(who, had.parts())),
            row(
                    "completeUpload",
                    WRITE,
                    404,
                    404,
                    404,
                    201,
                    (who, had) -> send(who, "POST", had.filledParts() + "/complete")),
            row(
                    "getContent",
                    READ,
                    404,
                    404,
                    403,
                    200,
                    (who, had) -> with(had.file(), () -> who.get(content(had.path())))),
            row(
                    "getContent",
                    READ,
                    404,
                    200,
                    403,
                    200,
                    (who, had) -> with(had.file(), () -> who.get(content(had.path()) + "?owner=" + had.subject()))),
            row(
                    "headContent",
                    READ,
                    404,
                    404,
                    403,
                    200,
                    (who, had) -> with(had.file(), () -> head(who, content(had.path())))),
            row("putContent", WRITE, 201, 201, 403, 201, (who, had) -> who.put(had.folder() + "put.txt", "put")),
            row(
                    "postContent",
                    WRITE,
                    201,
                    201,
                    403,
                    201,
                    (who, had) -> who.send(
                            who.request(content(had.folder() + "post.txt")).POST(BodyPublishers.ofString("post")))),
            row("describeContent", NONE, 204, 204, 204, 204, (who, had) -> send(who, "OPTIONS", content(had.path()))),
            row(
                    "listFiles",
                    READ,
                    200,
                    200,
                    200,
                    200,
                    (who, had) -> with(had.file(), () -> who.get("/api/files?limit=1000"))),
            row(
                    "listFiles",
                    READ,
                    404,
                    200,
                    200,
                    200,
                    (who, had) -> with(had.file(), () -> who.get("/api/files?owner=" + had.subject()))),
            row("getFile", READ, 404, 200, 404, 200, (who, had) -> who.get("/api/files/" + had.file())),
            row("deleteFile", WRITE, 404, 403, 404, 204, (who, had) -> who.delete("/api/files/" + had.file())),
            row(
                    "describeFile",
                    WRITE,
                    404,
                    403,
                    404,
                    200,
                    (who, had) -> json(who, "PATCH", "/api/files/" + had.file(), "{\"tags\":[\"seen\"]}")),
            row(
                    "moveFile",
                    WRITE,
                    404,
                    403,
                    403,
                    200,
                    (who, had) -> json(
                            who,
                            "POST",
                            "/api/files/" + had.file() + "/move",
                            "{\"path\":\"" + had.folder() + "moved.txt\"}")),
            row(
                    "copyFile",
                    WRITE,
                    404,
                    403,
                    403,
                    201,
                    (who, had) -> json(
                            who,
                            "POST",
                            "/api/files/" + had.file() + "/copy",
                            "{\"path\":\"" + had.folder() + "copy.txt\"}")),
            row(
                    "moveFolder",
                    WRITE,
                    404,
                    404,
                    403,
                    200,
                    (who, had) -> with(had.file(), () -> folders(who, "move", had.folder()))),
            row(
                    "copyFolder",
                    WRITE,
                    404,
                    404,
                    403,
                    200,
                    (who, had) -> with(had.file(), () -> folders(who, "copy", had.folder()))),
            row(
                    "listVersions",
                    READ,
                    404,
                    200,
                    404,
                    200,
                    (who, had) -> who.get("/api/files/" + had.versions() + "/versions")),
            row(
                    "deleteVersion",
                    WRITE,
                    404,
                    403,
                    404,
                    204,
                    (who, had) -> who.delete("/api/files/" + had.versions() + "/versions/1")),
            row(
                    "restoreVersion",
                    WRITE,
                    404,
                    403,
                    404,
                    201,
                    (who, had) -> send(who, "POST", "/api/files/" + had.versions() + "/versions/1/restore")),
            row(
                    "labelVersion",
                    WRITE,
                    404,
                    403,
                    404,
                    200,
                    (who, had) -> json(
                            who, "PUT", "/api/files/" + had.versions() + "/versions/1/label", "{\"label\":\"new\"}")),
            row(
                    "unlabelVersion",
                    WRITE,
                    404,
                    403,
                    404,
                    204,
                    (who, had) -> who.delete("/api/files/" + had.versions() + "/versions/1/label")),
            row(
                    "listTrash",
                    READ,
                    200,
                    200,
                    200,
                    200,
                    (who, had) -> with(had.trashed(), () -> who.get("/api/trash?limit=1000"))),
            row(
                    "listTrash",
                    READ,
                    404,
                    200,
                    200,
                    200,
                    (who, had) -> with(had.trashed(), () -> who.get("/api/trash?owner=" + had.subject()))),
            row(
                    "emptyTrash",
                    WRITE,
                    200,
                    200,
                    200,
                    200,
                    (who, had) -> with(had.trashed(), () -> who.delete("/api/trash"))),
            row("eraseFile", WRITE, 404, 403, 404, 204, (who, had) -> who.delete("/api/trash/" + had.trashed())),
            row(
                    "undeleteFile",
                    WRITE,
                    404,
                    403,
                    404,
                    200,
                    (who, had) -> send(who, "POST", "/api/trash/" + had.trashed() + "/restore")),
            row(
                    "listTransfers",
                    READ,
                    200,
                    200,
                    200,
                    200,
                    (who, had) -> with(had.finished(), () -> who.get("/api/transfers?limit=1000"))),
            row(
                    "listTransfers",
                    READ,
                    404,
                    200,
                    200,
                    200,
                    (who, had) -> who.get("/api/transfers?owner=" + had.subject())),
            row("findTransfer", READ, 404, 200, 404, 200, (who, had) -> who.get("/api/transfers/" + had.finished())),
            row("readStatistics", READ, 200, 200, 403, 200, (who, had) -> who.get("/api/transfers/statistics")),
            row(
                    "readStatistics",
                    READ,
                    404,
                    200,
                    403,
                    200,
                    (who, had) -> who.get("/api/transfers/statistics?owner=" + had.subject())),
            row("readStorage", READ, 200, 200, 403, 200, (who, had) -> who.get("/api/transfers/statistics/storage")),
            row(
                    "readStorage",
                    READ,
                    404,
                    200,
                    403,
                    404,
                    (who, had) -> who.get("/api/transfers/statistics/storage?owner=*")),
            row("listClients", READ, 200, 200, 403, 200, (who, had) -> who.get("/api/transfers/clients")),
            row(
                    "listClients",
                    READ,
                    404,
                    200,
                    403,
                    200,
                    (who, had) -> who.get("/api/transfers/clients?owner=" + had.subject())),
            row("listRetentionRules", READ, 200, 200, 403, 200, (who, had) -> who.get("/api/retention")),
            row(
                    "putRetentionRule",
                    WRITE,
                    200,
                    200,
                    403,
                    200,
                    (who, had) -> json(
                            who, "PUT", "/api/retention", "{\"prefix\":\"" + Holdings.ROOT + "\",\"keepLast\":5}")),
            row("deleteRetentionRule", WRITE, 204, 204, 403, 204, (who, had) -> ruled(who, Holdings.ROOT)),
            row(
                    "previewRetentionRule",
                    READ,
                    200,
                    200,
                    403,
                    200,
                    (who, had) -> json(
                            who,
                            "POST",
                            "/api/retention/preview",
                            "{\"prefix\":\"" + Holdings.ROOT + "\",\"keepLast\":1}")),
            row(
                    "listAudit",
                    READ,
                    200,
                    200,
                    403,
                    200,
                    (who, had) -> with(had.file(), () -> who.get("/api/audit?limit=1000"))),
            row(
                    "exportAuditLines",
                    READ,
                    200,
                    200,
                    403,
                    200,
                    (who, had) -> with(had.file(), () -> who.get("/api/audit/export.jsonl?from=" + lately()))),
            row(
                    "exportAuditTable",
                    READ,
                    200,
                    200,
                    403,
                    200,
                    (who, had) -> with(had.file(), () -> who.get("/api/audit/export.csv?from=" + lately()))),
            row("verifyAudit", READ, 403, 200, 403, 403, (who, had) -> who.get("/api/audit/verify")),
            row("getReceipt", READ, 404, 200, 404, 200, (who, had) -> who.get("/api/receipts/" + had.finished())),
            row("getReceiptKeys", OPEN, 200, 200, 200, 200, (who, had) -> who.get("/.well-known/waybill-keys")),
            row("listKeys", READ, 200, 200, 200, 200, (who, had) -> with(had.key(), () -> who.get("/api/keys"))),
            row(
                    "listKeys",
                    READ,
                    404,
                    200,
                    200,
                    200,
                    (who, had) -> with(had.key(), () -> who.get("/api/keys?owner=" + had.subject()))),
            row(
                    "createKey",
                    WRITE,
                    201,
                    201,
                    403,
                    201,
                    (who, had) -> IsolationMatrixIT.newKey(who, had.folder(), "\"write\"")),
            row("revokeKey", WRITE, 404, 204, 404, 204, (who, had) -> who.delete("/api/keys/" + had.key())),
            row("listShares", READ, 200, 200, 403, 200, (who, had) -> with(had.share(), () -> who.get("/api/shares"))),
            row(
                    "listShares",
                    READ,
                    404,
                    200,
                    403,
                    200,
                    (who, had) -> with(had.share(), () -> who.get("/api/shares?owner=" + had.subject()))),
            row("createShare", WRITE, 404, 404, 403, 201, (who, had) -> with(had.file(), () -> share(who, had.path()))),
            row(
                    "changeShare",
                    WRITE,
                    404,
                    403,
                    403,
                    200,
                    (who, had) -> json(who, "PATCH", "/api/shares/" + had.share(), "{\"maxDownloads\":1000000}")),
            row("revokeShare", WRITE, 404, 204, 403, 204, (who, had) -> who.delete("/api/shares/" + had.share())),
            row(
                    "listSharedWithMe",
                    READ,
                    200,
                    200,
                    403,
                    200,
                    (who, had) -> with(had.shared(), () -> who.get("/api/shared"))),
            row("listSharedFiles", READ, 404, 404, 403, 200, (who, had) -> who.get(had.sharedFolder() + "/files")),
            row("getSharedContent", READ, 404, 404, 403, 200, (who, had) -> who.get(had.shared() + "/content")),
            row("headSharedContent", READ, 404, 404, 403, 200, (who, had) -> head(who, had.shared() + "/content")),
            row(
                    "putSharedContent",
                    WRITE,
                    404,
                    404,
                    403,
                    201,
                    (who, had) ->
                            who.send(who.request(had.shared() + "/content").PUT(BodyPublishers.ofString("theirs")))),
            row(
                    "getSharedFile",
                    READ,
                    404,
                    404,
                    403,
                    200,
                    (who, had) -> who.get(had.sharedFolder() + "/content/file.txt")),
            row(
                    "headSharedFile",
                    READ,
                    404,
                    404,
                    403,
                    200,
                    (who, had) -> head(who, had.sharedFolder() + "/content/file.txt")),
            row(
                    "putSharedFile",
                    WRITE,
                    404,
                    404,
                    403,
                    201,
                    (who, had) -> who.send(
                            who.request(had.sharedFolder() + "/content/new.txt").PUT(BodyPublishers.ofString("new")))),
            row("showLink", OPEN, 200, 200, 200, 200, (who, had) -> who.get(had.link())),
            row("headLink", OPEN, 200, 200, 200, 200, (who, had) -> head(who, had.link())),
            row(
                    "openLink",
                    OPEN,
                    303,
                    303,
                    303,
                    303,
                    (who, had) -> who.send(
                            who.request(had.link() + "/password").POST(BodyPublishers.ofString("password=any")))),
            row("getLinkFacts", OPEN, 200, 200, 200, 200, (who, had) -> who.get(had.link() + "/facts")),
            row("listLinkFiles", OPEN, 200, 200, 200, 200, (who, had) -> who.get(had.folderLink() + "/files")),
            row("getLinkContent", OPEN, 303, 303, 303, 303, (who, had) -> who.get(had.link() + "/content")),
            row("headLinkContent", OPEN, 303, 303, 303, 303, (who, had) -> head(who, had.link() + "/content")),
            row("getLinkFile", OPEN, 303, 303, 303, 303, (who, had) -> who.get(had.folderLink() + "/content/file.txt")),
            row(
                    "headLinkFile",
                    OPEN,
                    303,
                    303,
                    303,
                    303,
                    (who, had) -> head(who, had.folderLink() + "/content/file.txt")),
            row(
                    "getLinkPreview",
                    OPEN,
                    PREVIEW,
                    PREVIEW,
                    PREVIEW,
                    PREVIEW,
                    (who, had) -> who.get(had.link() + "/preview")),
            row(
                    "headLinkPreview",
                    OPEN,
                    PREVIEW,
                    PREVIEW,
                    PREVIEW,
                    PREVIEW,
                    (who, had) -> head(who, had.link() + "/preview")),
            row(
                    "getLinkFilePreview",
                    OPEN,
                    PREVIEW,
                    PREVIEW,
                    PREVIEW,
                    PREVIEW,
                    (who, had) -> who.get(had.folderLink() + "/preview/file.txt")),
            row(
                    "headLinkFilePreview",
                    OPEN,
                    PREVIEW,
                    PREVIEW,
                    PREVIEW,
                    PREVIEW,
                    (who, had) -> head(who, had.folderLink() + "/preview/file.txt")),
            row(
                    "dropFiles",
                    OPEN,
                    200,
                    200,
                    200,
                    200,
                    (who, had) -> who.send(who.request(had.dropBox() + "/drop")
                            .header("Content-Type", "multipart/form-data; boundary=b")
                            .POST(BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"file\";"
                                    + " filename=\"x.txt\"\r\n\r\nbytes\r\n--b--\r\n")))),
            row(
                    "dropFile",
                    OPEN,
                    201,
                    201,
                    201,
                    201,
                    (who, had) ->
                            who.send(who.request(had.dropBox() + "/drop/x.txt").PUT(BodyPublishers.ofString("bytes")))),
            row("getLinkDownload", OPEN, 200, 200, 200, 200, (who, had) -> who.get(had.download())),
            row("headLinkDownload", OPEN, 200, 200, 200, 200, (who, had) -> head(who, had.download())),
            row("getQuota", READ, 200, 200, 200, 200, (who, had) -> who.get("/api/quota")),
            row("getOwnerQuota", READ, 404, 200, 403, 200, (who, had) -> who.get(quota(had))),
            row(
                    "putOwnerQuota",
                    WRITE,
                    404,
                    200,
                    403,
                    403,
                    (who, had) -> json(who, "PUT", quota(had), "{\"limit\":1099511627776}")),
            row("deleteOwnerQuota", WRITE, 404, 200, 403, 403, (who, had) -> who.delete(quota(had))),
            row(
                    "recountOwnerQuota",
                    WRITE,
                    404,
                    200,
                    403,
                    403,
                    (who, had) -> send(who, "POST", quota(had) + "/recount")),
            row(
                    "getFileContent",
                    READ,
                    404,
                    200,
                    404,
                    200,
                    (who, had) -> who.get("/api/files/" + had.file() + "/content")),
            row(
                    "headFileContent",
                    READ,
                    404,
                    200,
                    404,
                    200,
                    (who, had) -> head(who, "/api/files/" + had.file() + "/content")),
            row(
                    "getVersionContent",
                    READ,
                    404,
                    200,
                    404,
                    200,
                    (who, had) -> who.get("/api/files/" + had.file() + "/versions/1/content")),
            row(
                    "headVersionContent",
                    READ,
                    404,
                    200,
                    404,
                    200,
                    (who, had) -> head(who, "/api/files/" + had.file() + "/versions/1/content")),
            row(
                    "getPreview",
                    READ,
                    404,
                    PREVIEW,
                    404,
                    PREVIEW,
                    (who, had) -> who.get("/api/files/" + had.file() + "/preview")),
            row(
                    "headPreview",
                    READ,
                    404,
                    PREVIEW,
                    404,
                    PREVIEW,
                    (who, had) -> head(who, "/api/files/" + had.file() + "/preview")),
            row(
                    "getThumbnail",
                    READ,
                    404,
                    PREVIEW,
                    404,
                    PREVIEW,
                    (who, had) -> who.get("/api/files/" + had.file() + "/thumbnail")),
            row(
                    "headThumbnail",
                    READ,
                    404,
                    PREVIEW,
                    404,
                    PREVIEW,
                    (who, had) -> head(who, "/api/files/" + had.file() + "/thumbnail")),
            new MatrixRow("openEvents", READ, 101, 101, 101, 101, (who, had) -> socket(who)),
            row(
                    "listArchives",
                    READ,
                    200,
                    200,
                    200,
                    200,
                    (who, had) -> with(had.archive(), () -> who.get("/api/archives"))),
            row(
                    "createArchive",
                    READ,
                    404,
                    201,
                    404,
                    201,
                    (who, had) -> json(who, "POST", "/api/archives", "{\"files\":[\"" + had.file() + "\"]}")),
            row(
                    "createArchive",
                    READ,
                    404,
                    404,
                    403,
                    201,
                    (who, had) -> with(
                            had.file(),
                            () -> json(who, "POST", "/api/archives", "{\"prefix\":\"" + had.folder() + "\"}"))),
            row("getArchive", READ, 404, 200, 404, 200, (who, had) -> who.get("/api/archives/" + had.archive())),
            row("headArchive", READ, 404, 200, 404, 200, (who, had) -> head(who, "/api/archives/" + had.archive())),
            row("deleteArchive", READ, 404, 204, 404, 204, (who, had) -> who.delete("/api/archives/" + had.archive())),
            row("putBatch", WRITE, 200, 200, 200, 200, (who, had) -> batch(who, had.folder() + "batch.txt")),
            row("ping", READ, 200, 200, 200, 200, (who, had) -> send(who, "POST", "/api/ping")),
            row("createEventTicket", READ, 201, 201, 201, 201, (who, had) -> send(who, "POST", "/api/events/tickets")),
            row(
                    "prolongEventSocket",
                    READ,
                    404,
                    404,
                    404,
                    404,
                    (who, had) -> send(who, "PUT", "/api/events/sockets/" + UUID.randomUUID())),
            row("getSession", OPEN, 200, 200, 200, 200, (who, had) -> who.get("/api/session")),
            row("headSession", OPEN, 200, 200, 200, 200, (who, had) -> head(who, "/api/session")),
            row("login", OPEN, 303, 303, 303, 303, (who, had) -> who.get("/auth/login")),
            row("loginCallback", OPEN, 400, 400, 400, 400, (who, had) -> who.get("/auth/callback?state=x&code=x")),
            row("logout", OPEN, 200, 200, 200, 200, (who, had) -> fromOurPage(who, "/auth/logout")),
            row(
                    "backChannelLogout",
                    OPEN,
                    400,
                    400,
                    400,
                    400,
                    (who, had) -> send(who, "POST", "/auth/backchannel-logout")),
            row("getMe", NONE, 200, 200, 200, 200, (who, had) -> who.get("/api/me")),
            row("headMe", NONE, 200, 200, 200, 200, (who, had) -> head(who, "/api/me")),
            row("getHealth", OPEN, 200, 200, 200, 200, (who, had) -> who.get("/health")),
            row("headHealth", OPEN, 200, 200, 200, 200, (who, had) -> head(who, "/health")),
            row("getKeys", OPEN, 200, 200, 200, 200, (who, had) -> who.get("/.well-known/jwks.json")),
            row("headKeys", OPEN, 200, 200, 200, 200, (who, had) -> head(who, "/.well-known/jwks.json")));

    private static MatrixRow row(
            String operation, Scope scope, int other, int admin, int folder, int owner, Request request) {
        Ask ask = (who, had) -> Told.of(request.as(who, had));
        return new MatrixRow(operation, scope, other, admin, folder, owner, ask);
    }

    /** Evaluated after what the request is about was made. */
    private static HttpResponse<String> with(String made, Supplier<HttpResponse<String>> request) {
        assertThat(made).isNotBlank();
        return request.get();
    }

    private static HttpResponse<String> send(Client who, String method, String path) {
        return who.send(who.request(path).method(method, BodyPublishers.noBody()));
    }

    private static HttpResponse<String> fromOurPage(Client who, String path) {
        return who.send(who.request(path)
                .header("X-Waybill-Request", "1")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.noBody()));
    }

    private static HttpResponse<String> head(Client who, String path) {
        return send(who, "HEAD", path);
    }

    private static HttpResponse<String> json(Client who, String method, String path, String body) {
        return who.send(who.request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> folders(Client who, String verb, String folder) {
        String to = folder.replaceFirst("/$", "-else/");
        return json(who, "POST", "/api/folders/" + verb, "{\"from\":\"" + folder + "\",\"to\":\"" + to + "\"}");
    }

    private static HttpResponse<String> part(Client who, String upload) {
        return who.send(who.request(upload + "/parts/1").PUT(BodyPublishers.ofByteArray(Holdings.BYTES.slice(0, 5))));
    }

    private static HttpResponse<String> overridden(Client who, String upload, String method) {
        return who.send(who.request(upload)
                .header("Tus-Resumable", "1.0.0")
                .header("X-HTTP-Method-Override", method)
                .POST(BodyPublishers.noBody()));
    }

    /** Shares {@code path} by a link; answers whatever came. */
    static HttpResponse<String> share(Client who, String path) {
        return json(who, "POST", "/api/shares", "{\"path\":\"" + path + "\"}");
    }

    /** Whoever may, has a rule to take away. */
    private static HttpResponse<String> ruled(Client who, String prefix) {
        json(who, "PUT", "/api/retention", "{\"prefix\":\"" + prefix + "\",\"keepLast\":5}");
        return who.delete("/api/retention?prefix=" + Client.encode(prefix));
    }

    private static HttpResponse<String> batch(Client who, String path) {
        return who.send(who.request("/api/batch")
                .header("Content-Type", "application/x-tar")
                .POST(BodyPublishers.ofByteArray(
                        new Tar().file(path, new Payload(3, 5)).end())));
    }

    private static String quota(Holdings had) {
        return "/api/users/" + had.subject() + "/quota";
    }

    private static String lately() {
        return Instant.now().minusSeconds(120).toString();
    }

    private static Told socket(Client who) {
        var builder = HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(30));
        if (who.token() != null) {
            builder.header("Authorization", "Bearer " + who.token());
        }
        URI events = URI.create("ws://" + who.gateway().getAuthority() + "/api/events");
        try {
            builder.buildAsync(events, new WebSocket.Listener() {}).join().abort();
            return new Told(101, "");
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
                return new Told(handshake.getResponse().statusCode(), "");
            }
            throw refused;
        }
    }
}
