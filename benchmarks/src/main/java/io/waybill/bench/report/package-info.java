/**
 * What was measured, and what it says. Rounds come in; files, a table of ratios beside their bounds, and a chart go out.
 */
package io.waybill.bench.report;
