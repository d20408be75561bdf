/**
 * The OpenID provider, spoken to as a confidential client. Codes, refresh tokens and what the provider signed come in; tokens
 * and verified claims go out, or a refusal. Everything here blocks.
 */
package io.waybill.gateway.provider;
