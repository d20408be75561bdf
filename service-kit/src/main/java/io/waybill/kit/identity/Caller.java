package io.waybill.kit.identity;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.Set;

/**
 * Whoever a verified credential speaks for.
 *
 * @param subject the OIDC subject of a person, or the name of a service; owners of files are subjects
 * @param name what to call them; never used to decide anything
 * @param roles {@code user} and {@code admin} for people, {@code service} for services
 * @param scopes what this credential may be used for: {@code read}, {@code write}
 * @param clientId the program that acts for them, or null
 */
public record Caller(String subject, String name, Set<String> roles, Set<String> scopes, String clientId) {
    /** The role of a sister service; only {@link ServiceCredential} gives it. */
    public static final String SERVICE = "service";

    /** The role that may read everything. */
    public static final String ADMIN = "admin";

    /** Copies the sets. */
    public Caller {
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    /** Whether they may read what others own. */
    public boolean isAdmin() {
        return roles.contains(ADMIN);
    }

    /** Whether this is a sister service and no person. */
    public boolean isService() {
        return roles.contains(SERVICE);
    }

    /**
     * This caller, if their credential is good for {@code scope}.
     *
     * @throws WaybillException {@code forbidden} when it is not
     */
    public Caller allowedTo(String scope) {
        if (!scopes.contains(scope)) {
            throw new WaybillException(ErrorCode.FORBIDDEN, "This needs a credential with the scope " + scope + ".");
        }
        return this;
    }

    /** Whether they may read what {@code owner} owns: their own, or everything as an admin or a service. */
    public boolean mayRead(String owner) {
        return subject.equals(owner) || isAdmin() || isService();
    }
}
