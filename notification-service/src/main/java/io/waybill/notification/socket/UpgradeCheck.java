package io.waybill.notification.socket;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpConnection;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.enterprise.context.ApplicationScoped;

/** Refuses an upgrade when this replica is full or the credential is not good for reading, and keeps hold of the connection, to be able to cut it. */
@ApplicationScoped
public class UpgradeCheck implements HttpUpgradeCheck {
    static final TypedKey<HttpConnection> CONNECTION = new TypedKey<>("waybill.connection");

    private final OpenSockets sockets;

    /** A check of what {@code sockets} can still take. */
    public UpgradeCheck(OpenSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext upgrade) {
        if (sockets.isFull()) {
            return Uni.createFrom()
                    .failure(new WaybillException(
                            ErrorCode.BUSY, "This replica holds as many sockets as it may: try again in a moment."));
        }
        upgrade.userData().put(CONNECTION, upgrade.httpRequest().connection());
        return upgrade.securityIdentity().flatMap(identity -> {
            new CurrentCaller(identity).get().allowedWithin("read");
            return CheckResult.permitUpgrade();
        });
    }
}
