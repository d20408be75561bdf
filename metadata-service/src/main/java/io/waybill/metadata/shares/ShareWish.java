package io.waybill.metadata.shares;

import io.waybill.contracts.api.NewShare;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.contracts.share.ShareAccess;

/**
 * A share that somebody asks for.
 *
 * @param path the file, or the folder with a slash at its end
 * @param grantee whom it is for, or null for whoever has the link
 * @param access what it is to be good for
 * @param days how long, or null for no end
 * @param password what others have to know, or null
 * @param maxDownloads how many downloads, or null for any number
 * @param maxBytes how many bytes one request may leave, or null for no limit of its own
 */
record ShareWish(
        String path,
        String grantee,
        ShareAccess access,
        Integer days,
        String password,
        Integer maxDownloads,
        Long maxBytes) {
    private static final int MAX_GRANTEE_CHARACTERS = 255;
    private static final int MIN_PASSWORD_CHARACTERS = 8;
    private static final int MAX_PASSWORD_CHARACTERS = 200;

    /**
     * What {@code asked} means.
     *
     * @throws WaybillException {@code malformed_request}, {@code invalid_path}
     */
    static ShareWish of(NewShare asked, ShareConfig config) {
        if (asked == null) {
            throw malformed("Say in a JSON object what is shared: its path.");
        }
        ShareWish wish = new ShareWish(
                path(asked.path()),
                asked.grantee(),
                access(asked),
                asked.grantee() != null && asked.expiresInDays() == null ? null : days(asked.expiresInDays(), config),
                asked.password() == null ? null : password(asked.password()),
                asked.maxDownloads() == null ? null : maxDownloads(asked.maxDownloads()),
                asked.maxBytes());
        wish.requireSense();
        return wish;
    }

    private static ShareAccess access(NewShare asked) {
        if (asked.access() != null) {
            return ShareAccess.of(asked.access());
        }
        return asked.grantee() == null ? ShareAccess.DOWNLOAD : ShareAccess.READ;
    }

    private void requireSense() {
        if (access.isGrant() != (grantee != null)) {
            throw malformed("A link is for download, preview or upload; a grantee is for read or write.");
        }
        if (grantee != null) {
            requireGrant();
        }
        if (access == ShareAccess.UPLOAD && !isFolder()) {
            throw malformed("Files are left in a folder: end its path with a slash.");
        }
        if (maxDownloads != null) {
            requireDownloads(access);
        }
        if (maxBytes != null && (access != ShareAccess.UPLOAD || maxBytes < 1)) {
            throw malformed("maxBytes is for shares with the access upload: at least 1.");
        }
    }

    private void requireGrant() {
        boolean unspeakable = grantee.isBlank()
                || grantee.length() > MAX_GRANTEE_CHARACTERS
                || grantee.codePoints().anyMatch(Character::isISOControl);
        if (unspeakable) {
            throw malformed("The grantee is the subject of somebody with an account, as /api/me tells them.");
        }
        if (password != null) {
            throw malformed("Somebody with an account needs no password of yours.");
        }
    }

    /** @throws WaybillException {@code malformed_request} for shares of which nothing can be downloaded */
    static void requireDownloads(ShareAccess access) {
        if (access != ShareAccess.DOWNLOAD) {
            throw malformed("maxDownloads is for shares with the access download.");
        }
    }

    boolean isFolder() {
        return path.endsWith("/");
    }

    /** {@code path} as it is kept: that of a file, or of a folder with a slash at its end. */
    static String path(String asked) {
        return asked != null && asked.length() > 1 && asked.endsWith("/")
                ? FilePath.of(asked.substring(0, asked.length() - 1)).value() + '/'
                : FilePath.of(asked).value();
    }

    static int days(Integer asked, ShareConfig config) {
        if (asked == null) {
            return Math.min(config.days(), config.maxDays());
        }
        if (asked < 1 || asked > config.maxDays()) {
            throw malformed("A share is good for 1 to " + config.maxDays() + " days.")
                    .with("limit", config.maxDays());
        }
        return asked;
    }

    static String password(String asked) {
        int length = asked.codePointCount(0, asked.length());
        if (length < MIN_PASSWORD_CHARACTERS || length > MAX_PASSWORD_CHARACTERS) {
            throw malformed("A password is " + MIN_PASSWORD_CHARACTERS + " to " + MAX_PASSWORD_CHARACTERS
                    + " characters long.");
        }
        return asked;
    }

    static Integer maxDownloads(int asked) {
        if (asked < 1) {
            throw malformed("A share is good for at least 1 download; leave the number out for any number.");
        }
        return asked;
    }

    static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }

    /** Without the password: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return "ShareWish[" + path + ']';
    }
}
