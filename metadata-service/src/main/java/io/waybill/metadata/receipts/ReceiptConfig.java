package io.waybill.metadata.receipts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What receipts are signed with. */
@ConfigMapping(prefix = "waybill.receipts")
public interface ReceiptConfig {
    /**
     * A PEM file with an EC P-256 key pair: {@code PRIVATE KEY} (PKCS#8) and {@code PUBLIC KEY}. Required: there is no default.
     * A new pair in it signs from the next start on; earlier public keys stay published.
     */
    Optional<Path> keyFile();

    /** Who issues receipts: {@code iss}. */
    @WithDefault("waybill")
    String issuer();
}
