package io.waybill.transfer.upload;

import io.quarkus.test.common.http.TestHTTPResource;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the tests of the rules of draft-ietf-httpbis-resumable-upload share: drafts -01 (interop version 3) to -12 (9), and the
 * standard that is to come.
 */
abstract class DraftRules {
    static final int MIB = 1 << 20;
    static final String TYPES = "https://iana.org/assignments/http-problem-types#";

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    StoreView store;

    @Inject
    ActiveWriters writers;

    @Inject
    MetadataPeer metadata;

    TransferClient alice;

    @BeforeEach
    void signIn() {
        alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
    }

    static UUID id(String upload) {
        return UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
    }

    static Sha256 sha256(byte[] bytes) {
        return Sha256.of(Sha256Digests.start().digest(bytes));
    }
}
