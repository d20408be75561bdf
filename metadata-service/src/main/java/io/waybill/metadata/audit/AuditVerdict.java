package io.waybill.metadata.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What {@code GET /api/audit/verify} found.
 *
 * @param intact whether nothing was found
 * @param entries how many entries were looked at
 * @param pending how many of them wait for their seal
 * @param head the last seal; note it elsewhere to see later that nothing was cut off
 * @param findings at most 100 of what is wrong
 * @param millis how long it took
 */
record AuditVerdict(boolean intact, long entries, long pending, Head head, List<Finding> findings, long millis) {
    /**
     * The end of the chain.
     *
     * @param seal its number; 0 when there is none yet
     * @param hash its SHA-256 in hex, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Head(long seal, String hash) {}

    /**
     * One thing that is not as it was written.
     *
     * @param kind {@code edited}, {@code removed}, {@code inserted} entries; {@code seal_edited}, {@code seal_removed};
     *     {@code head_missing} when the seal that the caller noted, or the last one that this replica made, is not there
     * @param seal the number of the seal that shows it, or of the one that is missing; null where it is not known
     * @param entry the id of the entry, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Finding(String kind, Long seal, Long entry) {}
}
