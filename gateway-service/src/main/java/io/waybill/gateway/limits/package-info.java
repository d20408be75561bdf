/**
 * How much one user, one API key or one address may ask of the gateway. A request whose sender is known comes in; leave to go
 * on, or a refusal that says when to come again, goes out.
 */
package io.waybill.gateway.limits;
