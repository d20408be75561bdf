/**
 * Shares. Owners make, list, change and revoke them; the gateway asks which share a link is, whether a password is its, and has
 * downloads counted. Digests of tokens come in and what is shared goes out; a token or a password is never kept.
 */
package io.waybill.metadata.shares;
