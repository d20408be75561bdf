/** Fields that every log line of a request carries. Ids come in; the log format's {@code %X} writes them out. */
package io.waybill.kit.log;
