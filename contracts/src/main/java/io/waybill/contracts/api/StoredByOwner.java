package io.waybill.contracts.api;

/**
 * What one owner has stored: {@code GET /api/transfers/statistics/storage}.
 *
 * @param owner the OIDC subject of the owner
 * @param files how many files are in sight: not those in the trash
 * @param bytes bytes in the store, each counted once however many versions show them; what counts for the quota
 * @param parts what {@code bytes} is made of
 */
public record StoredByOwner(String owner, long files, long bytes, Quota.Parts parts) {
    /** From sizes as they are shown: what of them is shown more than once follows from the others. */
    public static StoredByOwner of(String owner, long files, long bytes, long heads, long versions, long trash) {
        return new StoredByOwner(
                owner, files, bytes, new Quota.Parts(heads, versions, trash, heads + versions + trash - bytes));
    }
}
