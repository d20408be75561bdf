/**
 * API keys. Owners make, list and revoke them; the gateway asks whose key it was sent. Digests of keys come in and whom they
 * speak for goes out; the text of a key is here once, in the answer to its creation.
 */
package io.waybill.metadata.keys;
