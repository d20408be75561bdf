package io.waybill.metadata.commit;

import io.waybill.contracts.api.FileVersion;

/**
 * What became of a commit.
 *
 * @param version the version
 * @param first whether this request made it, or an earlier one of the same upload
 */
public record Committed(FileVersion version, boolean first) {}
