package io.waybill.gateway.shares;

import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareDownload;
import io.waybill.gateway.identity.KeyVault;
import io.waybill.kit.identity.ServiceKey;
import io.waybill.kit.identity.ServiceKeyFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Names of downloads, which only the gateway makes: sealed, for one version of one file of one share. Nothing is counted when one is
 * given out, and what is asked for with it again is the same download, so that it can be counted once however often its answer is lost.
 */
@ApplicationScoped
public class DownloadTickets {
    private static final int BYTES = Long.BYTES + 2 * (Long.BYTES + Long.BYTES) + 2 * Integer.BYTES;

    private final KeyVault vault;
    private final Duration life;
    private final Clock clock;

    /** Seals with a key that is derived from the secret in {@code secretFile}. */
    @Inject
    public DownloadTickets(ServiceKeyFile secretFile, LinkConfig config, Clock clock) {
        this(new ServiceKey(secretFile).secret(), config.downloadLife(), clock);
    }

    DownloadTickets(byte[] secret, Duration life, Clock clock) {
        vault = new KeyVault(secret, "waybill gateway link downloads 1");
        this.life = life;
        this.clock = clock;
    }

    /** For the proxy of the container. */
    protected DownloadTickets() {
        vault = null;
        life = null;
        clock = null;
    }

    /** A name for a new download of {@code version}: letters, digits, {@code -} and {@code _}. */
    String issue(OpenShare share, FileVersion version) {
        UUID id = UUID.randomUUID();
        ByteBuffer says = ByteBuffer.allocate(BYTES)
                .putLong(clock.instant().plus(life).getEpochSecond())
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(version.fileId().getMostSignificantBits())
                .putLong(version.fileId().getLeastSignificantBits())
                .putInt(version.version())
                .putInt(share.passwordEpoch());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(vault.seal(share.id().toString(), says.array()));
    }

    /**
     * The download that {@code ticket} names.
     *
     * @throws WaybillException {@code not_found} for one that was never given out for {@code share}, {@code share_ended} for one
     *     whose time is over or whose password is not that of the share any more
     */
    ShareDownload redeem(OpenShare share, String ticket) {
        ByteBuffer says = opened(share, ticket);
        Instant until = Instant.ofEpochSecond(says.getLong());
        UUID id = new UUID(says.getLong(), says.getLong());
        UUID fileId = new UUID(says.getLong(), says.getLong());
        int version = says.getInt();
        if (!clock.instant().isBefore(until) || says.getInt() != share.passwordEpoch()) {
            throw new WaybillException(
                    ErrorCode.SHARE_ENDED, "The time for this download is over: begin it again from the link.");
        }
        return new ShareDownload(id, share.id(), fileId, version, until);
    }

    private ByteBuffer opened(OpenShare share, String ticket) {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(ticket.getBytes(StandardCharsets.ISO_8859_1));
            ByteBuffer says = ByteBuffer.wrap(vault.open(share.id().toString(), sealed));
            if (says.remaining() == BYTES) {
                return says;
            }
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            // the same answer as for one of another link
        }
        throw new WaybillException(ErrorCode.NOT_FOUND, "There is no such download: begin it from the link.");
    }
}
