/**
 * What others see of what somebody shares: {@code /s/{token}}. A link comes in; a page, facts or bytes go out, as metadata-service
 * said within the last half second, or a refusal. The token of a link goes no further than this package.
 */
package io.waybill.gateway.shares;
