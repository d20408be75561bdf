package io.waybill.notification.fanout;

import io.waybill.contracts.event.FileEvent;
import io.waybill.contracts.event.FileMoved;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.contracts.event.UploadProgressed;
import io.waybill.contracts.event.WaybillEvent;
import java.util.Objects;

/**
 * Whoever reads a socket.
 *
 * @param subject their OIDC subject: the {@code owner} of what they may see
 * @param admin whether they may read everything
 * @param pathPrefix the only folder that they may see, with a slash at its end; null for all
 */
public record Viewer(String subject, boolean admin, String pathPrefix) {
    /**
     * A viewer that has a subject.
     *
     * @throws NullPointerException without a subject
     */
    public Viewer {
        Objects.requireNonNull(subject);
    }

    /** A viewer of all folders. */
    public Viewer(String subject, boolean admin) {
        this(subject, admin, null);
    }

    /** Whether they may see what {@code owner} owns. */
    public boolean maySee(String owner) {
        return admin || subject.equals(owner);
    }

    /** Whether they may see what is at {@code path}. */
    public boolean reaches(String path) {
        return pathPrefix == null || path.startsWith(pathPrefix);
    }

    /** Whether every path that {@code event} names is one that they may see. */
    boolean reaches(WaybillEvent event) {
        if (pathPrefix == null) {
            return true;
        }
        if (event instanceof FileMoved moved && !reaches(moved.from())) {
            return false;
        }
        if (event instanceof FileEvent file) {
            return reaches(file.path());
        }
        return event instanceof TransferEvent transfer
                ? reaches(transfer.path())
                : event instanceof UploadProgressed progress && reaches(progress.path());
    }
}
