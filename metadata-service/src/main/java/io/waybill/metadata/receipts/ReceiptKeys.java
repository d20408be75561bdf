package io.waybill.metadata.receipts;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;

/**
 * The keys of receipts: the one that signs comes from a file; every one that ever signed is in the database, and stays published.
 * A service without a usable key ends at its start, with one sentence.
 */
@ApplicationScoped
public class ReceiptKeys {
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);

    /** Anyone may ask, and asks no database more often than this. */
    static final Duration KEPT = Duration.ofMinutes(1);

    private final Pool database;
    private final ReceiptConfig config;
    private final AtomicReference<Look> last = new AtomicReference<>();
    private volatile ReceiptKey signer;

    /** Publishes in {@code database}. */
    public ReceiptKeys(Pool database, ReceiptConfig config) {
        this.database = database;
        this.config = config;
    }

    /** Published before it signs. */
    void open(@Observes StartupEvent start) {
        ReceiptKey key = key(config);
        database.preparedQuery("insert into receipt_key (id, public_key) values ($1, $2) on conflict (id) do nothing")
                .execute(Tuple.of(key.id())
                        .addBuffer(Buffer.buffer(key.publicKey().getEncoded())))
                .await()
                .atMost(START_PATIENCE);
        signer = key;
    }

    /**
     * The key that {@code config} names.
     *
     * @throws ConfigurationException with a sentence for the operator when there is none
     */
    static ReceiptKey key(ReceiptConfig config) {
        try {
            return ReceiptKey.in(config.keyFile()
                    .orElseThrow(() -> new IllegalStateException(
                            "WAYBILL_RECEIPTS_KEY_FILE is not set: name a PEM file with the EC P-256 key pair that receipts are"
                                    + " signed with (docs/records.md). There is no default.")));
        } catch (IllegalStateException unusable) {
            throw new ConfigurationException(unusable.getMessage(), unusable);
        }
    }

    /** The key that signs now. */
    ReceiptKey signer() {
        return signer;
    }

    /**
     * Every key that has ever signed, the newest first; up to {@link #KEPT} old, when another replica has begun to sign with a
     * new one. Those who ask at the same moment share one look at the database; one that fails is not kept.
     */
    Uni<List<PublishedKey>> published() {
        Look look = last.updateAndGet(
                before -> before != null && before.isFresh() ? before : new Look(read(), System.nanoTime()));
        return look.keys().onFailure().invoke(() -> last.compareAndSet(look, null));
    }

    /** The next who asks asks the database. */
    void forget() {
        last.set(null);
    }

    private Uni<List<PublishedKey>> read() {
        return database.query("select public_key from receipt_key order by first_used_at desc, id")
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ReceiptKeys::read)
                        .toList())
                .memoize()
                .indefinitely();
    }

    private static PublishedKey read(Row row) {
        try {
            return new PublishedKey(
                    ReceiptKey.publicKey(row.getBuffer("public_key").getBytes()));
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException("a row that holds no key", damaged);
        }
    }

    /** One look at the database, and when it was begun. */
    private record Look(Uni<List<PublishedKey>> keys, long atNanos) {
        boolean isFresh() {
            return System.nanoTime() - atNanos < KEPT.toNanos();
        }
    }
}
