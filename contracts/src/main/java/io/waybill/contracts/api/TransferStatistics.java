package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;

/**
 * Transfers counted: {@code GET /api/transfers/statistics}. A transfer counts on the day (UTC) that it ended.
 *
 * @param total of all time
 * @param days those of the range on which something ended, earliest first
 * @param types what was brought, the most bytes first, at most 50
 */
public record TransferStatistics(Counts total, List<Day> days, List<FileType> types) {
    /**
     * Transfers that ended.
     *
     * @param completed became versions
     * @param failed were refused
     * @param cancelled were ended by their owner
     * @param expired were left alone
     * @param bytes of those that became versions
     * @param successRate of all that ended, how many became versions: 0 to 1; null when none ended
     * @param bytesPerSecond bytes of those that became versions over the time that they took, each from its start to its end;
     *     null when none did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Counts(
            long completed,
            long failed,
            long cancelled,
            long expired,
            long bytes,
            Double successRate,
            Long bytesPerSecond) {}

    /**
     * One day.
     *
     * @param day the day in UTC
     * @param counts what ended on it
     */
    public record Day(LocalDate day, Counts counts) {}

    /**
     * Files of one type.
     *
     * @param contentType media type without parameters, in small letters
     * @param transfers how many brought one
     * @param bytes how many bytes they brought
     */
    public record FileType(String contentType, long transfers, long bytes) {}
}
