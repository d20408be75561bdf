/**
 * Which service answers what. A method and a raw request target come in; one {@link io.waybill.gateway.routing.Route} goes
 * out, or a refusal.
 */
package io.waybill.gateway.routing;
