/**
 * The whole system on one machine: a directory and a few wishes ({@link io.waybill.stack.StackOptions}) come in, running
 * infrastructure and services with their addresses come out. The launcher's {@code main} and the test fixtures are the
 * same code.
 */
package io.waybill.stack;
