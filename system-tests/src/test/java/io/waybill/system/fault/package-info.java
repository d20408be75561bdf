/** What is left when something breaks. Kills, cuts and pauses go in; the rules are checked from outside. */
package io.waybill.system.fault;
