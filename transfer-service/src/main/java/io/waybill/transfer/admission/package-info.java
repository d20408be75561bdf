/**
 * Who may bring bytes now, and who waits. Requests come in with their owner, priority and size; slots go out at once while the
 * replica has room, and otherwise by priority and owners in turn, from places that PostgreSQL keeps.
 */
package io.waybill.transfer.admission;
