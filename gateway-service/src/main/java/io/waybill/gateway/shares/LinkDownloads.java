package io.waybill.gateway.shares;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareAccess;
import io.waybill.contracts.share.ShareDownload;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.forwarding.Forwarder;
import io.waybill.gateway.routing.Destination;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Downloads by way of a link. Who asks for content is led to an address of their own; what is asked for there, whole, in ranges or
 * again, is one download, which is counted before its first byte goes.
 */
@ApplicationScoped
public class LinkDownloads {
    private final AskShares ask;
    private final Links links;
    private final DownloadTickets tickets;
    private final ShareCredentials credentials;
    private final Forwarder forwarder;
    private final Answers answers;

    /** Sends bytes with {@code forwarder}. */
    public LinkDownloads(
            AskShares ask,
            Links links,
            DownloadTickets tickets,
            ShareCredentials credentials,
            Forwarder forwarder,
            Answers answers) {
        this.ask = ask;
        this.links = links;
        this.tickets = tickets;
        this.credentials = credentials;
        this.forwarder = forwarder;
        this.answers = answers;
    }

    /** Leads to a download of the version that is there now. Nothing is counted yet. */
    Future<Void> begin(Visit visit) {
        visit.require(ShareAccess.DOWNLOAD);
        OpenShare share = visit.share();
        if (share.maxDownloads() != null && share.downloads() >= share.maxDownloads()) {
            throw new WaybillException(
                    ErrorCode.SHARE_USED_UP,
                    "Everything that this link was good for has been downloaded. Ask whoever sent it for a new one.");
        }
        return ask.head(share, visit.asked()).map(stored -> {
            String ticket = tickets.issue(share, stored.version());
            answers.redirect(visit.exchange(), visit.token().path() + "/d/" + ticket);
            return null;
        });
    }

    /** Sends the bytes, or those of a range. {@code HEAD} is answered without being counted. */
    Future<Void> serve(Visit visit, Consumer<Supplier<Future<?>>> watch) {
        visit.require(ShareAccess.DOWNLOAD);
        ShareDownload download = tickets.redeem(visit.share(), visit.last());
        boolean sendsBytes = HttpMethod.GET.equals(visit.exchange().request().method());
        Future<Void> counted = sendsBytes ? ask.count(download, visit.exchange()) : Future.succeededFuture();
        return counted.map(now -> {
            watch.accept(() -> links.stillGood(visit.token(), visit.share()));
            forwarder.forward(
                    visit.exchange(),
                    Destination.TRANSFER,
                    credentials.authorization(visit.share()),
                    "/api/files/" + download.fileId() + "/versions/" + download.version() + "/content");
            return null;
        });
    }
}
