/**
 * Calls of many requests come in one by one; those that come while others are under way go out together, as one. Nobody
 * waits for company.
 */
package io.waybill.transfer.grouping;
