/**
 * Keeps what should run running: the parts of a started stack come in, restarts with growing pauses and a sentence about
 * each come out.
 */
package io.waybill.stack.supervision;
