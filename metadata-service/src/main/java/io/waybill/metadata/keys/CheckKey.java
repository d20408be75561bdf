package io.waybill.metadata.keys;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.key.KeyHolder;
import io.waybill.contracts.key.KeyQuestion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tells whose key it is that somebody has sent. Only who holds the key learns what has become of it. */
@ApplicationScoped
public class CheckKey {
    private static final Logger LOG = Logger.getLogger(CheckKey.class);
    private static final byte[] OF_NO_KEY = new byte[32];

    private final KeyRows rows;
    private final KeyMac mac;
    private final KeyMetrics metrics;

    /** Looks in {@code rows}. */
    public CheckKey(KeyRows rows, KeyMac mac, KeyMetrics metrics) {
        this.rows = rows;
        this.mac = mac;
        this.metrics = metrics;
    }

    /** Whose it is, as of this moment. Fails with {@code unauthenticated}. */
    Uni<KeyHolder> check(KeyQuestion asked) {
        return rows.find(asked.id()).flatMap(found -> {
            byte[] kept = found.map(key -> key.mac().getBytes()).orElse(OF_NO_KEY);
            boolean matches = mac.matches(kept, asked.id(), asked.digest());
            return used(judged(found.filter(key -> matches)));
        });
    }

    private KeptKey judged(Optional<KeptKey> known) {
        KeptKey key = known.orElseThrow(() -> refused("unknown", "There is no such API key."));
        if (key.revoked()) {
            throw refused("revoked", "This API key was revoked. Make a new one.");
        }
        if (key.expired()) {
            throw refused("expired", "This API key has expired. Make a new one.");
        }
        metrics.checked("good");
        return key;
    }

    /** That it was used is worth a note, and no failure. */
    private Uni<KeyHolder> used(KeptKey key) {
        Uni<Void> noted = key.useUnnoted()
                ? rows.noteUse(key.holder().id())
                : Uni.createFrom().voidItem();
        return noted.onFailure()
                .invoke(failure -> LOG.warnf(
                        failure,
                        "The use of key %s was not noted.",
                        key.holder().id()))
                .onFailure()
                .recoverWithNull()
                .replaceWith(key.holder());
    }

    private WaybillException refused(String result, String detail) {
        metrics.checked(result);
        return new WaybillException(ErrorCode.UNAUTHENTICATED, detail);
    }
}
