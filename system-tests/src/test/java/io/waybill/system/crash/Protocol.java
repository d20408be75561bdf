package io.waybill.system.crash;

import io.waybill.system.client.Payload;
import java.util.List;

/** One way to bring a file in, whatever happens on the way; a new one is added to {@link #all}. */
public interface Protocol {
    /** Every protocol that clients may use. */
    static List<Protocol> all() {
        return List.of(
                new TusSequential(),
                new OneShotPut(),
                new NumberedParts(),
                new DraftPieces(),
                new Concatenation(),
                new PackedBatch());
    }

    /** Brings everything of {@code payload} to {@code path} and writes every acknowledgement into the uploader's ledger. */
    void upload(Uploader uploader, String path, Payload payload);
}
