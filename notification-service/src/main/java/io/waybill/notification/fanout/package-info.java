/**
 * Who gets what. Events and the subscriptions of open sockets come in; each event goes out once, as one ready frame, to
 * every subscriber that may see it.
 */
package io.waybill.notification.fanout;
