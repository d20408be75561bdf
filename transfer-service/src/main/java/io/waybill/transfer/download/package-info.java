/**
 * A path or an id comes in, with a range or a condition; the stored bytes go out, as fast as their reader takes them, with the
 * digest they were verified against.
 */
package io.waybill.transfer.download;
