package io.waybill.metadata.shares;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.NewShare;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.Share;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.ShareToken;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.audit.AuditLog;
import io.waybill.metadata.audit.AuditedAction;
import io.waybill.metadata.catalog.PageRequest;
import io.waybill.metadata.catalog.TimePlace;
import io.waybill.metadata.shares.ShareRows.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

/** What owners do with their shares. An admin may look for and end another's. */
@ApplicationScoped
public class OwnShares {
    private final ShareRows rows;
    private final ShareMac mac;
    private final HashPasswords passwords;
    private final ShareConfig config;
    private final AuditLog audit;
    private final ShareMetrics metrics;
    private final SecureRandom random = new SecureRandom();

    /** Keeps them in {@code rows}. */
    public OwnShares(
            ShareRows rows,
            ShareMac mac,
            HashPasswords passwords,
            ShareConfig config,
            AuditLog audit,
            ShareMetrics metrics) {
        this.rows = rows;
        this.mac = mac;
        this.passwords = passwords;
        this.config = config;
        this.audit = audit;
        this.metrics = metrics;
    }

    /**
     * Makes a link, or a grant to somebody with an account. Done twice, it makes two.
     *
     * @return the only answer that ever holds the link; fails as {@link ShareWish#of}, with {@code not_found} when there is
     *     nothing at the path, {@code too_many_shares}, {@code busy}
     */
    Uni<Share> make(Caller caller, NewShare asked) {
        if (caller.isService()) {
            throw new WaybillException(ErrorCode.FORBIDDEN, "People share.");
        }
        ShareWish wish = ShareWish.of(asked, config);
        if (caller.subject().equals(wish.grantee())) {
            throw ShareWish.malformed("What is yours is shared with you already.");
        }
        ShareToken token = ShareToken.from(random);
        String entry = audit.entry(AuditedAction.of("share.created", caller.subject(), wish.path()));
        return shared(caller.subject(), wish)
                .flatMap(file -> hash(wish.password()).flatMap(password -> {
                    NewShareRow row = new NewShareRow(
                            caller.subject(),
                            caller.name(),
                            file.orElse(null),
                            wish.grantee() == null ? mac.of(token.digest()) : null,
                            password.orElse(null),
                            caller.keyId(),
                            wish);
                    return rows.add(row, config.maxPerOwner(), entry);
                }))
                .map(added -> added.orElseThrow(this::tooMany))
                .invoke(metrics::created)
                .map(made -> wish.grantee() == null ? made.at(token.path()) : made);
    }

    /**
     * One page of those of {@code owner}, null for the caller's own; only those of {@code path}, unless that is null. Fails with
     * {@code not_found} when they are not the caller's to see.
     */
    Uni<Page<Share>> list(Caller caller, String owner, String path, PageRequest request) {
        String whose = owner == null ? caller.subject() : owner;
        if (!caller.mayRead(whose) || whose.indexOf('\0') >= 0) {
            throw new WaybillException(
                    ErrorCode.NOT_FOUND, "There is no such owner, or their shares are not yours to see.");
        }
        String of = path == null ? null : ShareWish.path(path);
        String question = whose + '|' + of;
        return rows.of(whose, of, TimePlace.of(question, request.after()), request.limit() + 1)
                .map(found -> request.page(found, last -> TimePlace.cursor(question, last.createdAt(), last.id())));
    }

    /** Changes one. Fails with {@code not_found}, {@code forbidden} for an admin, {@code share_ended}, {@code busy}. */
    Uni<Share> change(Caller caller, UUID id, ShareChange change) {
        return rows.origin(id)
                .map(found ->
                        found.filter(origin -> caller.mayRead(origin.owner())).orElseThrow(OwnShares::notFound))
                .invoke(origin -> {
                    if (!origin.owner().equals(caller.subject())) {
                        throw new WaybillException(
                                ErrorCode.FORBIDDEN, "An admin may end this share; only its owner may change it.");
                    }
                    if (change.password() != null && origin.access().isGrant()) {
                        throw ShareWish.malformed("Somebody with an account needs no password of yours.");
                    }
                    if (change.maxDownloads() != null) {
                        ShareWish.requireDownloads(origin.access());
                    }
                })
                .flatMap(origin -> hash(change.password()).flatMap(password -> {
                    String entry = audit.entry(AuditedAction.of("share.changed", origin.owner(), origin.path()));
                    return rows.change(id, change, password.orElse(null), entry);
                }))
                .map(changed -> changed.orElseThrow(() ->
                        new WaybillException(ErrorCode.SHARE_ENDED, "A share that was revoked does not come back.")));
    }

    /** Ends one, at once and for good. May be repeated. Fails with {@code not_found}. */
    Uni<Void> revoke(Caller caller, UUID id) {
        return rows.origin(id)
                .flatMap(found -> {
                    Origin origin = found.filter(known -> known.owner().equals(caller.subject()) || caller.isAdmin())
                            .orElseThrow(OwnShares::notFound);
                    String entry = audit.entry(AuditedAction.of("share.revoked", origin.owner(), origin.path()));
                    return rows.revoke(id, entry).invoke(ended -> {
                        if (ended) {
                            metrics.revoked();
                        }
                    });
                })
                .replaceWithVoid();
    }

    private Uni<Optional<UUID>> shared(String owner, ShareWish wish) {
        if (!wish.access().shows()) {
            return Uni.createFrom().item(Optional.empty());
        }
        if (wish.isFolder()) {
            return rows.holdsAny(owner, wish.path()).map(any -> {
                if (!any) {
                    throw new WaybillException(ErrorCode.NOT_FOUND, "There is no file in this folder.");
                }
                return Optional.empty();
            });
        }
        return rows.fileAt(owner, wish.path()).map(file -> {
            if (file.isEmpty()) {
                throw new WaybillException(
                        ErrorCode.NOT_FOUND, "There is no file at this path. That of a folder ends with a slash.");
            }
            return file;
        });
    }

    private Uni<Optional<PasswordHash>> hash(String password) {
        return password == null
                ? Uni.createFrom().item(Optional.empty())
                : passwords.hash(password).map(Optional::of);
    }

    private WaybillException tooMany() {
        return new WaybillException(
                        ErrorCode.TOO_MANY_SHARES,
                        "Revoke a share that nobody needs any more, or wait until one expires.")
                .with("limit", config.maxPerOwner());
    }

    private static WaybillException notFound() {
        return new WaybillException(ErrorCode.NOT_FOUND, "There is no such share, or it is not yours.");
    }
}
