/**
 * Waybill seen from outside: every test talks to the gateway alone. A whole stack comes in, started once; what a person or
 * an operator would see goes out.
 */
package io.waybill.system;
