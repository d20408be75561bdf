package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How much an owner has stored and may store: {@code GET /api/quota}. All numbers are bytes.
 *
 * @param owner the OIDC subject of the owner
 * @param used bytes in the store, each counted once however many versions show them
 * @param reserved bytes promised to uploads that are on their way
 * @param limit what both together may come to; null when there is none
 * @param ownLimit whether the limit was set for this owner, rather than for everyone
 * @param parts what {@code used} is made of
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Quota(String owner, long used, long reserved, Long limit, boolean ownLimit, Parts parts) {
    /**
     * The sizes of what an owner sees: {@code files + versions + trash - shared} is what is used.
     *
     * @param files the files, as they are now
     * @param versions their earlier versions
     * @param trash all versions of the files in the trash
     * @param shared what is shown more than once (copies, restored versions), and stored and counted once
     */
    public record Parts(long files, long versions, long trash, long shared) {}
}
