/**
 * API keys at the door. The text of a key comes in; whom it speaks for goes out, as metadata-service said within the last half
 * second, or a refusal.
 */
package io.waybill.gateway.apikeys;
