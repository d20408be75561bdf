package io.waybill.gateway.websession;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waybill.kit.identity.Caller;
import java.time.Instant;
import java.util.List;

/**
 * Whether this browser is signed in, for a page: {@code GET /api/session}.
 *
 * @param signedIn whether it is; if not, the rest is absent
 * @param subject who: the OIDC subject, which owns files
 * @param name what to call them
 * @param roles {@code user}, {@code admin}
 * @param endsAt when they have to sign in again, however busy they are
 * @param idleSeconds how long they may go without a request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SessionView(
        boolean signedIn, String subject, String name, List<String> roles, Instant endsAt, Long idleSeconds) {
    static SessionView ofNobody() {
        return new SessionView(false, null, null, null, null, null);
    }

    static SessionView of(Caller caller, Instant endsAt, long idleSeconds) {
        return new SessionView(
                true,
                caller.subject(),
                caller.name(),
                caller.roles().stream().sorted().toList(),
                endsAt,
                idleSeconds);
    }
}
