/**
 * The crash harness. Uploads by every protocol come in while processes are ended at named steps or at random moments; a
 * {@link io.waybill.system.crash.Ledger} of everything that was acknowledged goes out, held against what is there afterwards.
 */
package io.waybill.system.crash;
