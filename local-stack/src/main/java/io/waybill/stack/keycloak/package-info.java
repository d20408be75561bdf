/**
 * A real Keycloak with the realm of {@code deploy/keycloak}: a home directory comes in, an issuer and three users who can
 * sign in come out.
 */
package io.waybill.stack.keycloak;
