package io.waybill.metadata.purges;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The bytes of one dropped version, until they are gone from the store. */
@Entity
@Table(name = "purge")
public class PendingPurge {
    @Id
    @Column(name = "version_id")
    private UUID versionId;

    @Column(name = "store_key")
    private String storeKey;

    @Column(name = "requested_at")
    private Instant requestedAt;

    @Column(name = "claimed_until")
    private Instant claimedUntil;

    /** For Hibernate. */
    protected PendingPurge() {}

    /** Whether somebody is at it at {@code now}. */
    public boolean isClaimedAt(Instant now) {
        return claimedUntil != null && claimedUntil.isAfter(now);
    }

    /** When it was asked for. */
    public Instant requestedAt() {
        return requestedAt;
    }
}
