/**
 * Who is calling. An internal token (from the gateway) or a service credential (from a sister service) comes in; a
 * verified {@link io.waybill.kit.identity.Caller} goes out, or {@code unauthenticated}.
 */
package io.waybill.kit.identity;
