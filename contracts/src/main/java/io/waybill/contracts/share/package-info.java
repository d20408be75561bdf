/** Shares as services see them. The token of a link comes in or goes out; what services tell each other of one is its digest. */
package io.waybill.contracts.share;
