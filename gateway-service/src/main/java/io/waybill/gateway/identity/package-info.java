/**
 * Who is asking. Whatever credential came in is verified; one short-lived internal token that every service trusts goes
 * out, signed with keys that all replicas of the gateway share.
 */
package io.waybill.gateway.identity;
