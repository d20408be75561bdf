/**
 * Structured field values of HTTP (RFC 9651), read strictly. Text of unknown origin comes in; typed values go out, or the word
 * that there are none.
 */
package io.waybill.transfer.structured;
