/**
 * What was stored under a file's name, once each. A verified upload becomes a row that never changes again, except that it
 * is dropped at the end.
 */
package io.waybill.metadata.versions;
