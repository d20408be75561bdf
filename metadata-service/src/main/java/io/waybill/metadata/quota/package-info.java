/**
 * How much owners store and may store. Uploads come in before their first byte and at their commit; room is reserved, or refused.
 * What is used is counted by the database itself, in the transactions that change it (V14).
 */
package io.waybill.metadata.quota;
