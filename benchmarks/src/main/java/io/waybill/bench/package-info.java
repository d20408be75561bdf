/**
 * {@code ./waybill bench}: Waybill beside its peers, on one machine and one store. Options come in; a table of ratios, files of raw
 * rounds and a chart go out.
 */
package io.waybill.bench;
