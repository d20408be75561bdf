package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * What became of one transfer: {@code GET /api/transfers/{id}}. It is told by events, so it may be a moment behind the upload.
 *
 * @param id the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param state {@link UploadState#OPEN} until it has ended, then how
 * @param bytes how many of them arrived for good: acknowledged by the end; 0 while it is open
 * @param length bytes promised, or null when that was never known
 * @param contentType media type, or null
 * @param client what sent it
 * @param error why it failed, once FAILED
 * @param fileId the file that it is a version of, once COMPLETED
 * @param version the number of that version, once COMPLETED
 * @param startedAt when the request that opened it came in
 * @param endedAt when it ended, or null
 * @param durationMillis from its start to its end, pauses included; null while it is open
 * @param bytesPerSecond its bytes over that time; null while it is open
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransferFacts(
        UUID id,
        String owner,
        String path,
        UploadState state,
        long bytes,
        Long length,
        String contentType,
        Client client,
        Failure error,
        UUID fileId,
        Integer version,
        Instant startedAt,
        Instant endedAt,
        Long durationMillis,
        Long bytesPerSecond) {
    /**
     * What sent it, as far as that is known.
     *
     * @param id the same for the same agent, program and address; see {@link TransferClient}
     * @param agent how it calls itself, such as {@code waybill-cli/0.1}, or null
     * @param program what its user signed in with, or null
     * @param address the network address that the gateway saw, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Client(UUID id, String agent, String program, String address) {}

    /**
     * Why it failed.
     *
     * @param code a stable code, one of the problems'
     * @param detail the sentence that its client was told
     */
    public record Failure(String code, String detail) {}
}
