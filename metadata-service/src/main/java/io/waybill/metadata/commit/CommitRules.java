package io.waybill.metadata.commit;

import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;

/** What a commit has to be before the database sees it. */
final class CommitRules {
    private static final int MAX_TEXT_CHARACTERS = 1024;

    private CommitRules() {}

    /**
     * Accepts a commit whose fields keep the rules.
     *
     * @throws WaybillException {@code malformed_request} naming the field
     */
    static CommitVersion check(CommitVersion commit) {
        if (commit == null) {
            throw malformed("A commit is a JSON object.");
        }
        require(commit.uploadId() != null, "uploadId");
        require(commit.path() != null, "path");
        require(commit.conflict() != null, "conflict");
        require(commit.sha256() != null, "sha256");
        require(commit.size() >= 0, "size");
        require(commit.partCount() >= 0, "partCount");
        require(commit.owner() != null && isPlain(commit.owner()), "owner");
        require(commit.storeKey() != null && isPlain(commit.storeKey()), "storeKey");
        require(commit.contentType() == null || isPlain(commit.contentType()), "contentType");
        require(commit.client() == null || isPlain(commit.client()), "client");
        require(commit.crc32() == null || commit.crc32() >>> Integer.SIZE == 0, "crc32");
        return commit;
    }

    private static boolean isPlain(String text) {
        return !text.isBlank()
                && text.length() <= MAX_TEXT_CHARACTERS
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static void require(boolean holds, String field) {
        if (!holds) {
            throw malformed("The field " + field + " is missing or not acceptable.");
        }
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
