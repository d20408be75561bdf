package io.waybill.metadata.keys;

import io.vertx.core.buffer.Buffer;

/**
 * A key to be written.
 *
 * @param id its public part
 * @param owner the OIDC subject of its owner
 * @param ownerName what to call them
 * @param mac what is kept of the key
 * @param madeBy the key that makes it, or null
 * @param wish what was asked for
 */
record NewKeyRow(String id, String owner, String ownerName, Buffer mac, String madeBy, KeyWish wish) {}
