/**
 * Where the bytes of versions are. A path, an id or a whole selection comes in from the transfer service; store keys go out, with
 * what one has to know to send or pack them.
 */
package io.waybill.metadata.content;
