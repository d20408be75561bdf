package io.waybill.gateway.shares;

import io.vertx.core.http.HttpHeaders;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareAccess;
import io.waybill.contracts.share.ShareToken;
import io.waybill.gateway.exchange.Exchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A request by way of a link that is good.
 *
 * @param exchange the request and its answer
 * @param token the link
 * @param share what is shared
 * @param segments those of the path, still percent-encoded; the token is the second
 */
record Visit(Exchange exchange, ShareToken token, OpenShare share, List<String> segments) {
    /** Segments before a path or a name. */
    static final int BEFORE_PATH = 3;

    /** Whether a browser asks, that would rather show a page. */
    static boolean wantsPage(Exchange exchange) {
        String accept = exchange.request().getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    /** The last segment. */
    String last() {
        return segments.get(segments.size() - 1);
    }

    /**
     * Where the file is that is asked for with its path within the folder; null for the file that is shared itself.
     *
     * @throws WaybillException {@code not_found} when this is no link to such, {@code invalid_path}
     */
    String asked() {
        if (segments.size() == BEFORE_PATH) {
            requireFile();
            return null;
        }
        requireFolder();
        String within = segments.stream()
                .skip(BEFORE_PATH)
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .collect(Collectors.joining("/"));
        return share.path() + FilePath.of(within).value();
    }

    /** @throws WaybillException {@code forbidden} when the link is for something else */
    void require(ShareAccess... one) {
        if (!List.of(one).contains(share.access())) {
            throw new WaybillException(
                    ErrorCode.FORBIDDEN,
                    switch (share.access()) {
                        case DOWNLOAD -> "This link is for downloads.";
                        case PREVIEW -> "This link is for looking: there is nothing to download.";
                        case UPLOAD -> "This link takes files and shows none.";
                        case READ, WRITE -> "This is no link.";
                    });
        }
    }

    void requireFolder() {
        if (!share.isFolder()) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "This link leads to one file: ask for its content.");
        }
    }

    private void requireFile() {
        if (share.isFolder()) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "This link leads to a folder: say which file of it.");
        }
    }

    /** Without the link: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return "Visit[" + share.id() + ']';
    }
}
