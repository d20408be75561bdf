/**
 * Who did what, to which file, from where, and with what result. Changes come in with the transactions that make them; entries
 * that can be searched, exported and proved go out.
 */
package io.waybill.metadata.audit;
