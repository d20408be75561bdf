package io.waybill.stack.keycloak;

/**
 * Someone who can sign in to the local realm.
 *
 * @param name the user name
 * @param password made for the home
 * @param role {@code user} or {@code admin}
 */
public record LocalUser(String name, String password, String role) {}
