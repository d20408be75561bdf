/**
 * The one door. Every request comes in here first; it is named, measured against the limits, routed, signed in, and then
 * answered here or forwarded.
 */
package io.waybill.gateway.entry;
