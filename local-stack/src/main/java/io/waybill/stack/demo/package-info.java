/**
 * One file's whole journey through the gateway, with nothing but {@code java.net.http}: a file comes in, what happened to
 * it, measured and compared, comes out.
 */
package io.waybill.stack.demo;
