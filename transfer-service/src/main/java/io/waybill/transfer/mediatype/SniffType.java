package io.waybill.transfer.mediatype;

import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.contracts.path.FilePath;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Says what a file is by its first bytes and its name, where its client has not said it. Works on worker threads.
 *
 * <p>It is a hint: two files of the same bytes may be called different things, and a file can be made to look like another.
 */
@Startup // The table is loaded before the first file needs it.
@ApplicationScoped
public class SniffType {
    /** More than so many of the first bytes say nothing more. */
    public static final int HEAD_BYTES = 8 << 10;

    private static final Logger LOG = Logger.getLogger(SniffType.class);
    private static final String ANY_BYTES = "application/octet-stream";

    private final Vertx vertx;
    private final Future<KnownTypes> types;

    SniffType(Vertx vertx) {
        this.vertx = vertx;
        this.types = vertx.executeBlocking(KnownTypes::new, false);
    }

    /** Whether {@code declared} says what a file is; null and {@code application/octet-stream} do not (RFC 2046 §4.5.1). */
    public static boolean saysNothing(String declared) {
        if (declared == null) {
            return true;
        }
        int parameters = declared.indexOf(';');
        return (parameters < 0 ? declared : declared.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT)
                .equals(ANY_BYTES);
    }

    /**
     * The media type of a file, without parameters. Never fails: it is
     * {@code application/octet-stream} when nothing is known. Takes up to half a millisecond of a worker thread: ask once for a
     * file.
     *
     * @param head its first bytes, {@link #HEAD_BYTES} of them or all that there are
     */
    public Future<String> of(FilePath path, byte[] head) {
        String name = path.value().substring(path.value().lastIndexOf('/') + 1);
        return types.compose(known -> vertx.executeBlocking(() -> known.of(name, head), false))
                .otherwise(broken -> {
                    LOG.warnf(broken, "the type of a file of %d bytes or more was not found out", head.length);
                    return ANY_BYTES;
                });
    }
}
