package io.waybill.metadata.keys;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.api.ApiKey;
import io.waybill.contracts.api.NewApiKey;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.key.ApiKeyText;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.audit.AuditLog;
import io.waybill.metadata.audit.AuditedAction;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;

/**
 * What owners do with their keys. Who signed in sees and ends all of them; who came with a key, that key and those it made. An
 * admin may look for and end another's.
 */
@ApplicationScoped
public class OwnKeys {
    private final KeyRows rows;
    private final KeyMac mac;
    private final KeyConfig config;
    private final AuditLog audit;
    private final KeyMetrics metrics;
    private final SecureRandom random = new SecureRandom();

    /** Keeps them in {@code rows}. */
    public OwnKeys(KeyRows rows, KeyMac mac, KeyConfig config, AuditLog audit, KeyMetrics metrics) {
        this.rows = rows;
        this.mac = mac;
        this.config = config;
        this.audit = audit;
        this.metrics = metrics;
    }

    /**
     * Makes a key. Done twice, it makes two.
     *
     * @return the only answer that ever holds the key itself; fails as {@link KeyWish#of}, with {@code forbidden} for a key that
     *     was made by a key, {@code too_many_keys}
     */
    Uni<ApiKey> make(Caller caller, NewApiKey asked) {
        if (caller.isService()) {
            throw new WaybillException(ErrorCode.FORBIDDEN, "Keys are for people.");
        }
        KeyWish wish = KeyWish.of(caller, asked, config);
        ApiKeyText key = ApiKeyText.from(random);
        NewKeyRow row = new NewKeyRow(
                key.id(),
                caller.subject(),
                caller.name(),
                Buffer.buffer(mac.of(key.id(), key.digest())),
                caller.keyId(),
                wish);
        String entry = audit.entry(AuditedAction.of("key.created", caller.subject(), key.id()));
        return requireFirst(caller)
                .chain(() -> rows.add(row, config.maxPerOwner(), entry))
                .map(added -> added.orElseThrow(this::tooMany))
                .invoke(metrics::created)
                .map(made -> told(made, key));
    }

    /** Those of {@code owner}, null for the caller's own. Fails with {@code not_found} when they are not the caller's to see. */
    Uni<List<ApiKey>> list(Caller caller, String owner) {
        String whose = owner == null ? caller.subject() : owner;
        if (!caller.mayRead(whose) || whose.indexOf('\0') >= 0) {
            throw new WaybillException(
                    ErrorCode.NOT_FOUND, "There is no such owner, or their keys are not yours to see.");
        }
        return rows.of(whose, whose.equals(caller.subject()) ? caller.keyId() : null);
    }

    /** Ends a key and those it made, at once and for good. May be repeated. Fails with {@code not_found}. */
    Uni<Void> revoke(Caller caller, String id) {
        if (!ApiKeyText.ID.matcher(id).matches()) {
            throw notFound();
        }
        return rows.origin(id)
                .flatMap(found -> {
                    KeyRows.Origin origin =
                            found.filter(known -> mayEnd(caller, id, known)).orElseThrow(OwnKeys::notFound);
                    String entry = audit.entry(AuditedAction.of("key.revoked", origin.owner(), id));
                    return rows.revoke(id, entry).invoke(ended -> {
                        if (ended) {
                            metrics.revoked();
                        }
                    });
                })
                .replaceWithVoid();
    }

    private static boolean mayEnd(Caller caller, String id, KeyRows.Origin origin) {
        return caller.subject().equals(origin.owner())
                ? caller.keyId() == null
                        || caller.keyId().equals(id)
                        || caller.keyId().equals(origin.madeBy())
                : caller.isAdmin();
    }

    /** Otherwise whoever revokes a key would have to hunt for the keys of its keys. */
    private Uni<Void> requireFirst(Caller caller) {
        return caller.keyId() == null
                ? Uni.createFrom().voidItem()
                : rows.origin(caller.keyId())
                        .invoke(mine -> {
                            if (mine.isEmpty() || mine.get().madeBy() != null) {
                                throw new WaybillException(
                                        ErrorCode.FORBIDDEN, "A key that was made by a key makes none.");
                            }
                        })
                        .replaceWithVoid();
    }

    private static ApiKey told(ApiKey made, ApiKeyText key) {
        return new ApiKey(
                made.id(),
                made.name(),
                key.text(),
                made.scopes(),
                made.pathPrefix(),
                made.madeBy(),
                made.createdAt(),
                made.expiresAt(),
                null,
                null,
                true);
    }

    private WaybillException tooMany() {
        return new WaybillException(
                        ErrorCode.TOO_MANY_KEYS, "Revoke a key that nobody needs any more, or wait until one expires.")
                .with("limit", config.maxPerOwner());
    }

    private static WaybillException notFound() {
        return new WaybillException(ErrorCode.NOT_FOUND, "There is no such key, or it is not yours to end.");
    }
}
