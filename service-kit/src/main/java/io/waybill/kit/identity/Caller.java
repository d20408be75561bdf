package io.waybill.kit.identity;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import java.util.Set;

/**
 * Whoever a verified credential speaks for.
 *
 * @param subject the OIDC subject of a person, or the name of a service; owners of files are subjects
 * @param name what to call them; never used to decide anything
 * @param roles {@code user} and {@code admin} for people, {@code service} for services
 * @param scopes what this credential may be used for: {@code read}, {@code write}
 * @param clientId the program that acts for them, or null
 * @param keyId the API key that they sent, or null when they signed in themselves
 * @param pathPrefix the only folder that the credential is good for, with a slash at its end; null for all
 */
public record Caller(
        String subject,
        String name,
        Set<String> roles,
        Set<String> scopes,
        String clientId,
        String keyId,
        String pathPrefix) {
    /** The role of a sister service; only {@link ServiceCredential} gives it. */
    public static final String SERVICE = "service";

    /** The role that may read everything; also the scope that an API key needs for it. */
    public static final String ADMIN = "admin";

    /** Copies the sets. */
    public Caller {
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    /** Somebody who signed in themselves, or a service. */
    public Caller(String subject, String name, Set<String> roles, Set<String> scopes, String clientId) {
        this(subject, name, roles, scopes, clientId, null, null);
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
     * This caller, if their credential is good for {@code scope} and for everything that they own.
     *
     * @throws WaybillException {@code insufficient_scope} when it is not
     */
    public Caller allowedTo(String scope) {
        allowedWithin(scope);
        if (pathPrefix != null) {
            throw insufficient("This is about all that you have, and the key is for one folder only.");
        }
        return this;
    }

    /**
     * This caller, if their credential is good for {@code scope}, maybe for one folder only: whoever calls this keeps to
     * {@link #pathPrefix}.
     *
     * @throws WaybillException {@code insufficient_scope} when it is not
     */
    public Caller allowedWithin(String scope) {
        if (!scopes.contains(scope)) {
            throw insufficient("This needs a credential with the scope " + scope + ".");
        }
        return this;
    }

    /** Whether the credential is good for what is at {@code path}, or for all paths that begin with it. */
    public boolean reaches(String path) {
        return pathPrefix == null || (path != null && path.startsWith(pathPrefix));
    }

    /**
     * {@code path}, if the credential is good for what is or will be there.
     *
     * @throws WaybillException {@code insufficient_scope} when it is not, whether anything is there or not
     */
    public FilePath reaching(FilePath path) {
        requireReach(path.value());
        return path;
    }

    /**
     * Passes if the credential is good for all paths that begin with {@code prefix}.
     *
     * @throws WaybillException {@code insufficient_scope} when it is not
     */
    public void requireReach(String prefix) {
        if (!reaches(prefix)) {
            throw insufficient("This key is good for one folder only.").with("pathPrefix", pathPrefix);
        }
    }

    /** Whether they may read what {@code owner} owns: their own, or everything as an admin or a service. */
    public boolean mayRead(String owner) {
        return subject.equals(owner) || isAdmin() || isService();
    }

    /** Whether they may read what {@code owner} has at {@code path}. */
    public boolean mayRead(String owner, String path) {
        return mayRead(owner) && reaches(path);
    }

    private static WaybillException insufficient(String detail) {
        return new WaybillException(ErrorCode.INSUFFICIENT_SCOPE, detail);
    }
}
