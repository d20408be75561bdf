/**
 * In come the first bytes and the name of a file whose client did not say what it is. Out goes a media type, for people and
 * filters to find it by; nothing is ever served in another way because of it.
 */
package io.waybill.transfer.mediatype;
