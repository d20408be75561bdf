package io.waybill.gateway.shares;

import io.vertx.core.Future;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.StoredVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.ShareAccess;
import io.waybill.contracts.share.ShareQuestion;
import io.waybill.contracts.share.ShareToken;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.limits.UnderWay;
import io.waybill.gateway.routing.RawPath;
import io.waybill.gateway.routing.Route;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Lets in whoever has a link: {@code /s/{token}…}. */
@ApplicationScoped
public class LinkDoor {
    private static final int AT_ONCE = 100;
    private static final String NO_STORE = "no-store";

    private final Links links;
    private final LinkPasswords passwords;
    private final LinkDownloads downloads;
    private final LinkPreviews previews;
    private final LinkDrops drops;
    private final AskShares ask;
    private final ShareCredentials credentials;
    private final Answers answers;
    private final PageAnswers pages;
    private final UnderWay underWay;

    /** Finds what links lead to with {@code links}. */
    public LinkDoor(
            Links links,
            LinkPasswords passwords,
            LinkDownloads downloads,
            LinkPreviews previews,
            LinkDrops drops,
            AskShares ask,
            ShareCredentials credentials,
            Answers answers,
            PageAnswers pages,
            UnderWay underWay) {
        this.links = links;
        this.passwords = passwords;
        this.downloads = downloads;
        this.previews = previews;
        this.drops = drops;
        this.ask = ask;
        this.credentials = credentials;
        this.answers = answers;
        this.pages = pages;
        this.underWay = underWay;
    }

    /**
     * Answers a request below a link.
     *
     * @param watch takes the question whose refusal ends what is under way
     */
    public void enter(Exchange exchange, Route route, Consumer<Supplier<Future<?>>> watch) {
        pages.protect(exchange);
        List<String> segments = RawPath.of(exchange.request().uri()).segments();
        Optional<ShareToken> token = ShareToken.parse(segments.get(1));
        token.map(known -> links.find(new ShareQuestion(known.digest())))
                .orElseGet(() -> Future.failedFuture(new WaybillException(
                        ErrorCode.NOT_FOUND, "There is no such link, or a character of it was lost: copy it again.")))
                .compose(share -> {
                    String sender = "link " + share.id();
                    exchange.sentBy(sender);
                    underWay.enter(exchange, sender);
                    return answer(new Visit(exchange, token.orElseThrow(), share, segments), route, watch);
                })
                .onFailure(failure -> pages.fail(exchange, token.orElse(null), failure));
    }

    private Future<Void> answer(Visit visit, Route route, Consumer<Supplier<Future<?>>> watch) {
        return switch (route.name()) {
            case "link" -> page(visit);
            case "link-password" ->
                passwords.take(visit).map(right -> {
                    answers.redirect(visit.exchange(), visit.token().path());
                    return null;
                });
            case "link-facts" -> passwords.require(visit).compose(may -> facts(visit));
            case "link-files" ->
                passwords.require(visit).compose(may -> files(visit)).map(page -> {
                    answers.json(visit.exchange(), page, NO_STORE);
                    return null;
                });
            case "link-content", "link-file" -> passwords.require(visit).compose(may -> downloads.begin(visit));
            case "link-preview", "link-file-preview" ->
                passwords.require(visit).compose(may -> previews.show(visit, watch));
            case "link-drop" -> passwords.require(visit).compose(may -> drops.takeForm(visit, watch));
            case "link-drop-file" -> passwords.require(visit).compose(may -> drops.take(visit, watch));
            case "link-download" -> downloads.serve(visit, watch);
            default -> throw new IllegalStateException("Nothing is written for the route " + route.name() + ".");
        };
    }

    private Future<Void> page(Visit visit) {
        return passwords
                .require(visit)
                .compose(may -> shown(visit))
                .recover(failure -> isAsked(visit, failure)
                        ? Future.succeededFuture(LinkPage.asking(visit.token(), null))
                        : Future.failedFuture(failure))
                .map(page -> {
                    pages.show(visit.exchange(), 200, page);
                    return null;
                });
    }

    private Future<LinkPage> shown(Visit visit) {
        if (!visit.share().access().shows()) {
            return Future.succeededFuture(LinkPage.dropBox(visit));
        }
        return visit.share().isFolder()
                ? files(visit).map(files -> LinkPage.of(visit, files))
                : file(visit).map(file -> LinkPage.of(visit, file));
    }

    /** Whoever sent no password is asked for it; whoever sent a wrong one is told so. */
    private static boolean isAsked(Visit visit, Throwable failure) {
        return failure instanceof WaybillException known
                && known.code() == ErrorCode.SHARE_PASSWORD
                && !visit.exchange().request().headers().contains("Authorization");
    }

    private Future<Void> facts(Visit visit) {
        return (visit.share().isFolder() ? Future.<FileVersion>succeededFuture() : file(visit)).map(file -> {
            answers.json(visit.exchange(), LinkFacts.of(visit.share(), file), NO_STORE);
            return null;
        });
    }

    private Future<FileVersion> file(Visit visit) {
        return ask.head(visit.share(), null).map(StoredVersion::version);
    }

    private Future<Page<LinkFile>> files(Visit visit) {
        visit.require(ShareAccess.DOWNLOAD, ShareAccess.PREVIEW);
        visit.requireFolder();
        List<String> cursors = visit.exchange().query("cursor");
        String folder = visit.share().path();
        return ask.files(
                        credentials.authorization(visit.share()),
                        folder,
                        cursors.isEmpty() ? null : cursors.get(0),
                        AT_ONCE)
                .map(page -> new Page<>(LinkFile.of(page, folder), page.getString("next")));
    }
}
