/**
 * Who is measured: Waybill, and those that people would use instead, each started here with what its own documentation says.
 * A name comes in, a running peer with sessions to it goes out.
 */
package io.waybill.bench.peer;
