package io.waybill.gateway.shares;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareAccess;
import io.waybill.gateway.identity.Credential;
import io.waybill.gateway.identity.InternalTokenMint;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * What services are shown for a share: its owner, for reading or, where files are left, for writing, within what is shared and
 * nowhere else. Tokens are remembered, so that none is signed for each request.
 */
@ApplicationScoped
public class ShareCredentials {
    private static final int REMEMBERED = 10_000;
    private static final Duration UNUSED = Duration.ofMinutes(1);

    private final InternalTokenMint mint;
    private final Cache<Within, Credential> credentials = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(UNUSED)
            .build();

    /** Signs with {@code mint}. */
    public ShareCredentials(InternalTokenMint mint) {
        this.mint = mint;
    }

    /** The value of {@code Authorization} for a request to a service by way of {@code share}. */
    String authorization(OpenShare share) {
        Within within = new Within(
                share.id(), share.owner(), share.ownerName(), share.access(), share.path(), share.expiresAt());
        return mint.authorization(credentials.get(within, Within::credential));
    }

    private record Within(UUID share, String owner, String ownerName, ShareAccess access, String path, Instant until) {
        Credential credential() {
            Set<String> scopes =
                    access.takes() ? access.shows() ? Set.of("read", "write") : Set.of("write") : Set.of("read");
            String program = (access.isGrant() ? "grant " : "link ") + share;
            return new Credential(
                    new Caller(owner, ownerName, Set.of("user"), scopes, program, null, path),
                    until == null ? Instant.MAX : until);
        }
    }
}
