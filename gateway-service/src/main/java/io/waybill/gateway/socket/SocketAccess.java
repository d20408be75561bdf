package io.waybill.gateway.socket;

import io.vertx.core.Future;
import io.vertx.core.net.NetSocket;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.database.GatewayDatabase;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.identity.Credential;
import io.waybill.gateway.identity.SignedIn;
import io.waybill.gateway.identity.Unguessable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Who may open a WebSocket, and until when: by session cookie, by bearer token, or by a ticket for those who can send neither
 * from a browser. A ticket is good once, at any replica, and is never written down as it is.
 */
@ApplicationScoped
public class SocketAccess {
    private static final Logger LOG = Logger.getLogger(SocketAccess.class);
    private static final String TICKET = "ticket";

    /** What a credential must be good for to watch. */
    private static final String READ = "read";

    private final GatewayDatabase database;
    private final SocketRows rows;
    private final OpenSockets open;
    private final SocketAccessConfig config;
    private final Clock clock;
    private final Answers answers;

    /** Keeps tickets in {@code rows}. */
    public SocketAccess(
            GatewayDatabase database,
            SocketRows rows,
            OpenSockets open,
            SocketAccessConfig config,
            Clock clock,
            Answers answers) {
        this.database = database;
        this.rows = rows;
        this.open = open;
        this.config = config;
        this.clock = clock;
        this.answers = answers;
    }

    /** Whether {@code exchange} shows a ticket; then nothing else it shows counts. */
    public boolean showsTicket(Exchange exchange) {
        return !exchange.query(TICKET).isEmpty();
    }

    /** Whoever the ticket of {@code exchange} was made for; fails with {@code unauthenticated} or {@code database_unavailable}. */
    public Future<SignedIn> redeem(Exchange exchange) {
        List<String> tickets = exchange.query(TICKET);
        byte[] hash = Unguessable.hash(tickets.get(0));
        return database.beside(() -> rows.takeTicket(hash, clock.instant())
                        .filter(admission -> tickets.size() == 1)
                        .orElseThrow(() -> new WaybillException(
                                ErrorCode.UNAUTHENTICATED,
                                "This ticket was used, or ran out. Ask for a new one: POST /api/events/tickets.")))
                .map(admission -> {
                    exchange.whenSocketOpen(socket -> keep(socket, admission));
                    return admission.who();
                });
    }

    /** The socket that {@code exchange} becomes will end with {@code who}. */
    public void bind(Exchange exchange, SignedIn who) {
        UUID socket = UUID.fromString(exchange.id());
        exchange.whenSocketOpen(opened -> keep(opened, new SocketRows.Admission(socket, who)));
    }

    /** {@code POST /api/events/tickets}: a ticket for {@code who}. */
    public void issue(Exchange exchange, SignedIn who) {
        who.credential().caller().allowedWithin(READ);
        String ticket = Unguessable.fresh();
        UUID socket = UUID.randomUUID();
        Instant expiresAt = clock.instant().plus(config.ticket());
        database.beside(() -> {
                    rows.insertTicket(Unguessable.hash(ticket), new SocketRows.Admission(socket, who), expiresAt);
                    return new IssuedTicket(ticket, who.session() == null ? socket : null, expiresAt);
                })
                .onSuccess(issued -> answers.created(exchange, issued))
                .onFailure(failure -> answers.problem(exchange, failure));
    }

    /** {@code PUT /api/events/sockets/{id}}: the socket of that id stays open as long as {@code who}'s credential is good. */
    public void prolong(Exchange exchange, SignedIn who) {
        String path = exchange.request().path();
        String id = path.substring(path.lastIndexOf('/') + 1);
        Credential credential = who.credential();
        credential.caller().allowedWithin(READ);
        database.beside(() -> rows.prolong(uuid(id), credential.caller().subject(), end(credential)))
                .onSuccess(there -> {
                    if (there) {
                        answers.nothing(exchange);
                    } else {
                        answers.problem(exchange, noSuchSocket());
                    }
                })
                .onFailure(failure -> answers.problem(exchange, failure));
    }

    private void keep(NetSocket socket, SocketRows.Admission admission) {
        SignedIn who = admission.who();
        if (who.session() != null) {
            open.keep(
                    socket, new Lease.OfSession(who.session(), who.credential().caller()));
            return;
        }
        Instant end = end(who.credential());
        open.keep(socket, new Lease.OfCredential(admission.socket(), end));
        database.beside(() -> {
                    rows.insertSocket(
                            admission.socket(), who.credential().caller().subject(), end);
                    return null;
                })
                .onFailure(away -> LOG.debugf("A socket cannot be prolonged: %s", away.getMessage()));
    }

    private Instant end(Credential credential) {
        Instant longest = clock.instant().plus(config.longest());
        return credential.goodUntil().isBefore(longest) ? credential.goodUntil() : longest;
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException nonsense) {
            throw noSuchSocket();
        }
    }

    private static WaybillException noSuchSocket() {
        return new WaybillException(ErrorCode.NOT_FOUND, "You have no open socket of this id that could be prolonged.");
    }
}
