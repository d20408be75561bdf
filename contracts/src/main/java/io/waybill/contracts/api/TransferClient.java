package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A client and what it moved: {@code GET /api/transfers/clients}. Which files is told by {@code GET /api/transfers?client={id}}.
 *
 * @param id the same for the same agent, program and address
 * @param agent how it calls itself, such as {@code waybill-cli/0.1}, or null
 * @param program what its user signed in with, or null
 * @param address the network address that the gateway saw, or null
 * @param transfers how many it began
 * @param completed how many of them became versions
 * @param unfinished how many of them failed, were cancelled or expired
 * @param bytes how many bytes of versions it brought
 * @param lastSeen when its last transfer began or ended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransferClient(
        UUID id,
        String agent,
        String program,
        String address,
        long transfers,
        long completed,
        long unfinished,
        long bytes,
        Instant lastSeen) {}
