package io.waybill.gateway.shares;

import io.vertx.core.Future;
import io.waybill.contracts.share.ShareAccess;
import io.waybill.gateway.forwarding.Forwarder;
import io.waybill.gateway.routing.Destination;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Previews by way of a link: the beginning of a text, or a small picture. They are not counted. */
@ApplicationScoped
public class LinkPreviews {
    private final AskShares ask;
    private final Links links;
    private final ShareCredentials credentials;
    private final Forwarder forwarder;

    /** Sends them with {@code forwarder}. */
    public LinkPreviews(AskShares ask, Links links, ShareCredentials credentials, Forwarder forwarder) {
        this.ask = ask;
        this.links = links;
        this.credentials = credentials;
        this.forwarder = forwarder;
    }

    /** Sends the preview of the newest version. */
    Future<Void> show(Visit visit, Consumer<Supplier<Future<?>>> watch) {
        visit.require(ShareAccess.DOWNLOAD, ShareAccess.PREVIEW);
        String path = visit.asked();
        Future<UUID> file = path == null
                ? Future.succeededFuture(visit.share().fileId())
                : ask.head(visit.share(), path).map(stored -> stored.version().fileId());
        return file.map(id -> {
            watch.accept(() -> links.stillGood(visit.token(), visit.share()));
            forwarder.forward(
                    visit.exchange(),
                    Destination.TRANSFER,
                    credentials.authorization(visit.share()),
                    "/api/files/" + id + "/preview");
            return null;
        });
    }
}
