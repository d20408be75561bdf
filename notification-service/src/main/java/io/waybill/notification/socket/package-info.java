/**
 * WebSockets at {@code /api/events}. Frames of signed-in clients come in and become subscriptions; snapshots, progress and
 * events go out through a bounded queue per socket, so that a slow reader costs itself and nobody else.
 */
package io.waybill.notification.socket;
