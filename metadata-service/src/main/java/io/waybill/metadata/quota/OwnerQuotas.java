package io.waybill.metadata.quota;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.api.Quota;
import io.waybill.contracts.api.QuotaLimit;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.audit.AuditLog;
import io.waybill.metadata.audit.AuditedAction;
import jakarta.enterprise.context.ApplicationScoped;

/** The quotas of owners, as an admin sees and sets them. To anybody else another's is {@code not_found}. */
@ApplicationScoped
public class OwnerQuotas {
    private static final int MAX_OWNER_CHARACTERS = 255;

    private final Pool database;
    private final ReadQuota readQuota;
    private final CheckCounts checkCounts;
    private final AuditLog audit;

    /** Sets limits in {@code database}, and writes to {@code audit}. */
    public OwnerQuotas(Pool database, ReadQuota readQuota, CheckCounts checkCounts, AuditLog audit) {
        this.database = database;
        this.readQuota = readQuota;
        this.checkCounts = checkCounts;
        this.audit = audit;
    }

    /** Where {@code owner} stands. */
    Uni<Quota> read(Caller caller, String owner) {
        if (!caller.mayRead(owner) || !isPlain(owner)) {
            throw notFound();
        }
        return readQuota.of(owner);
    }

    /**
     * Gives {@code owner} a limit of their own. One below what they use is taken: nothing is deleted, and nothing more fits.
     *
     * @return fails with {@code malformed_request}, or as {@link #requireAdmin}
     */
    Uni<Quota> limit(Caller caller, String owner, QuotaLimit wish) {
        requireAdmin(caller, owner);
        if (wish == null || wish.limit() == null || wish.limit() < 0) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST, "A quota is a JSON object with a limit: a number of bytes, from 0.");
        }
        return database.preparedQuery("""
                        with changed as (
                            insert into quota_limit (owner, bytes, set_by) values ($1, $2, $3)
                            on conflict (owner) do update
                                set bytes = excluded.bytes, set_by = excluded.set_by, set_at = now()
                            returning owner)
                        select audit_append($4::text::jsonb) from changed""")
                .execute(Tuple.of(
                        owner, wish.limit(), caller.subject(), audit.entry(AuditedAction.of("quota.limited", owner))))
                .flatMap(set -> readQuota.of(owner));
    }

    /** Takes the limit of their own away: that of everyone holds again. Also when there was none. */
    Uni<Quota> unlimit(Caller caller, String owner) {
        requireAdmin(caller, owner);
        return database.preparedQuery("with changed as (delete from quota_limit where owner = $1 returning owner)"
                        + " select audit_append($2::text::jsonb) from changed")
                .execute(Tuple.of(owner, audit.entry(AuditedAction.of("quota.unlimited", owner))))
                .flatMap(gone -> readQuota.of(owner));
    }

    /** Counts again what {@code owner} has stored, and goes on from there. */
    Uni<Quota> recount(Caller caller, String owner) {
        requireAdmin(caller, owner);
        return checkCounts.correct(owner).flatMap(corrected -> readQuota.of(owner));
    }

    private static void requireAdmin(Caller caller, String owner) {
        if (caller.isAdmin() && isPlain(owner)) {
            return;
        }
        throw caller.subject().equals(owner)
                ? new WaybillException(ErrorCode.FORBIDDEN, "Only an admin changes quotas.")
                : notFound();
    }

    private static boolean isPlain(String owner) {
        return owner.length() <= MAX_OWNER_CHARACTERS && owner.chars().noneMatch(Character::isISOControl);
    }

    private static WaybillException notFound() {
        return new WaybillException(ErrorCode.NOT_FOUND, "There is no such owner, or their quota is not yours to see.");
    }
}
