/**
 * Child processes: a command comes in, a process that is logged, can be stopped, killed or paused, and ends with its
 * parent comes out. Ports, log files and the Java command line live here too.
 */
package io.waybill.stack.process;
