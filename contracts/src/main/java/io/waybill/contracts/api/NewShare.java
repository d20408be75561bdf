package io.waybill.contracts.api;

/**
 * What somebody shares: {@code POST /api/shares}.
 *
 * @param path a file, or a folder with a slash at its end
 * @param grantee the OIDC subject of somebody with an account; null for a link
 * @param access what others may do with it; null for {@code download}, or {@code read} for somebody with an account
 * @param expiresInDays how long it is good for; null for as long as is usual here, or for ever for somebody with an account
 * @param password what others have to know beside the link, or null
 * @param maxDownloads how many downloads it is good for; null for any number
 * @param maxBytes how many bytes one request may leave in a drop box; null for no limit but the owner's quota
 */
public record NewShare(
        String path,
        String grantee,
        String access,
        Integer expiresInDays,
        String password,
        Integer maxDownloads,
        Long maxBytes) {
    /** Without the password: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return "NewShare[" + path + ']';
    }
}
