package io.waybill.gateway.websession;

import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.identity.Unguessable;
import io.waybill.gateway.provider.ProviderStatements;
import io.waybill.gateway.provider.ProviderStatements.Departure;
import io.waybill.gateway.provider.StatementRefusedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.jboss.logging.Logger;

/** The provider says that somebody signed out (OpenID Connect Back-Channel Logout 1.0): their sessions here end. Blocks. */
@ApplicationScoped
public class BackChannelLogout {
    private static final Logger LOG = Logger.getLogger(BackChannelLogout.class);

    private final ProviderStatements statements;
    private final SessionRows rows;
    private final MeterRegistry meters;

    /** Believes {@code statements}. */
    public BackChannelLogout(ProviderStatements statements, SessionRows rows, MeterRegistry meters) {
        this.statements = statements;
        this.rows = rows;
        this.meters = meters;
    }

    /**
     * Obeys {@code logoutToken}, once.
     *
     * @throws WaybillException {@code malformed_request} for one that is not the provider's, not for us, over, or was obeyed
     *     before; {@code database_unavailable}
     */
    void obey(String logoutToken) {
        try {
            Departure departure = statements.departure(logoutToken);
            int ended = rows.obey(
                            Unguessable.hash(departure.id()),
                            Instant.ofEpochSecond(departure.expiresAt()),
                            departure.subject(),
                            departure.session())
                    .orElseThrow(BackChannelLogout::refused);
            meters.counter("waybill.gateway.sign.outs", "by", "provider").increment(ended);
        } catch (StatementRefusedException wrong) {
            LOG.warn("A logout token was refused.", wrong);
            throw refused();
        }
    }

    private static WaybillException refused() {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, "This is no logout token that holds here.");
    }
}
