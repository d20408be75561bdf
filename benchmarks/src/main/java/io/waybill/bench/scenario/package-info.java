/**
 * What is measured. A peer comes in, one round's numbers go out; what a scenario makes it also takes away.
 */
package io.waybill.bench.scenario;
