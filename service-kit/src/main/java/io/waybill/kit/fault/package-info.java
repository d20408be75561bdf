/** Places where the crash tests end a process. The name of a durable step comes in; nothing goes out, or the process ends. */
package io.waybill.kit.fault;
