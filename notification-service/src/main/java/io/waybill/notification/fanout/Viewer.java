package io.waybill.notification.fanout;

import java.util.Objects;

/**
 * Whoever reads a socket.
 *
 * @param subject their OIDC subject: the {@code owner} of what they may see
 * @param admin whether they may read everything
 */
public record Viewer(String subject, boolean admin) {
    /**
     * A viewer that has a subject.
     *
     * @throws NullPointerException without a subject
     */
    public Viewer {
        Objects.requireNonNull(subject);
    }

    /** Whether they may see what {@code owner} owns. */
    public boolean maySee(String owner) {
        return admin || subject.equals(owner);
    }
}
