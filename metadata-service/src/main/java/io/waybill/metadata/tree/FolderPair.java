package io.waybill.metadata.tree;

import io.waybill.contracts.api.FolderMove;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.metadata.catalog.PathRange;

/**
 * A folder and where its files go.
 *
 * @param from the paths of its files
 * @param to what they are to begin with; empty for the top
 */
record FolderPair(PathRange from, String to) {
    /**
     * @throws WaybillException {@code malformed_request} unless both are folders and neither goes into itself;
     *     {@code invalid_path}
     */
    static FolderPair of(FolderMove move) {
        if (move == null || move.from() == null || move.to() == null) {
            throw malformed("Say from where to where: a JSON object with from and to.");
        }
        String from = folder(move.from());
        String to = folder(move.to());
        if (from.isEmpty()) {
            throw malformed("The folder itself cannot be the top of the tree.");
        }
        if (to.startsWith(from)) {
            throw malformed("A folder cannot go into itself.");
        }
        return new FolderPair(PathRange.of(from), to);
    }

    private static String folder(String path) {
        String plain = path.startsWith("/") ? path.substring(1) : path;
        if (plain.isEmpty()) {
            return plain;
        }
        if (!plain.endsWith("/")) {
            throw malformed("A folder ends with a slash.");
        }
        return FilePath.of(plain.substring(0, plain.length() - 1)).value() + '/';
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
