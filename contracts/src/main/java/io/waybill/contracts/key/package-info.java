/** API keys as services see them. The text of a key comes in or goes out; what is kept of one never holds its secret. */
package io.waybill.contracts.key;
