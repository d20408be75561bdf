package io.waybill.metadata.shares;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * A share to be written.
 *
 * @param owner the OIDC subject of its owner
 * @param ownerName what to call them
 * @param fileId the file that is shared; null for a folder
 * @param mac what is kept of its token; null for a grant
 * @param password what is kept of its password, or null
 * @param madeBy the API key that makes it, or null
 * @param wish what was asked for
 */
record NewShareRow(
        String owner, String ownerName, UUID fileId, Buffer mac, PasswordHash password, String madeBy, ShareWish wish) {
    String phc() {
        return password == null ? null : password.phc();
    }

    String folder() {
        return wish.isFolder() ? wish.path() : null;
    }
}
