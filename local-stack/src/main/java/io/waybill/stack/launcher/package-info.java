/**
 * The command line: arguments come in, one class per command does its work, and what it says with an exit code comes out.
 */
package io.waybill.stack.launcher;
