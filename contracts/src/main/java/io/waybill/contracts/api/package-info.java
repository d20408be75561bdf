/**
 * Payloads of the public and the internal HTTP interfaces. JSON comes in and goes out; names here are names on the wire.
 */
package io.waybill.contracts.api;
