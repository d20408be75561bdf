/** What people do with Waybill when nothing breaks, and what they are told when they ask for the wrong thing. */
package io.waybill.system.journey;
