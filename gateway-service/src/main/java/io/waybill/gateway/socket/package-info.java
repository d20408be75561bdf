/**
 * WebSockets, after they were let in: tickets that open one, and how long each stays open. An open connection comes in; it ends
 * with the credential it was opened with.
 */
package io.waybill.gateway.socket;
