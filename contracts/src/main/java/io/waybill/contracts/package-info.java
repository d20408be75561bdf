/**
 * Records that cross a service boundary: payloads, events, error codes. Nothing here knows a framework, and nothing else
 * is shared between two services.
 */
package io.waybill.contracts;
