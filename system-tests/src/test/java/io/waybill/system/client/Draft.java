package io.waybill.system.client;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;

/**
 * The requests of the IETF's resumable uploads, one method each, without an interop version: Java's client takes no interim
 * responses, and is sent none.
 */
public final class Draft {
    private final Client client;

    public Draft(Client client) {
        this.client = client;
    }

    /** Opens an upload at the place of its file, without any byte; answers whatever came. */
    public HttpResponse<String> tryOpen(String path, long length, String... headers) {
        var request = client.request(Client.content(path))
                .header("Upload-Complete", "?0")
                .header("Upload-Length", Long.toString(length))
                .POST(BodyPublishers.noBody());
        return client.send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Appends the bytes from {@code offset} up to {@code end}; {@code completes} says that they are the last. */
    public HttpResponse<String> patch(String url, Payload payload, long offset, long end, boolean completes) {
        return client.send(client.request(url)
                .header("Upload-Complete", completes ? "?1" : "?0")
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", "application/partial-upload")
                .method("PATCH", Client.known(payload.stretch(offset, end - offset))));
    }

    /** Asks where the upload stands; answers whatever came. */
    public HttpResponse<String> head(String url) {
        return client.send(client.request(url).method("HEAD", BodyPublishers.noBody()));
    }

    /** The offset that an answer tells. */
    public static long offset(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("Upload-Offset").orElseThrow();
    }

    /** Whether an answer says that the file is complete. */
    public static boolean isComplete(HttpResponse<String> answer) {
        return answer.headers().firstValue("Upload-Complete").equals(Optional.of("?1"));
    }
}
