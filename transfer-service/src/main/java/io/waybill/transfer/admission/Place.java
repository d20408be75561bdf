package io.waybill.transfer.admission;

import java.time.Instant;

/**
 * A place in line.
 *
 * @param since from when on it is kept
 * @param ahead how many would be let in before it if everybody stood at this replica; null where nobody counted
 */
public record Place(Instant since, Long ahead) {}
