package io.waybill.metadata.commit;

import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.event.VersionCommitted;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.versions.CommittedVersion;

/**
 * A version that is decided on and not yet written.
 *
 * @param commit what asked for it
 * @param file where it is the head now
 * @param version the version
 */
record NewVersion(CommitVersion commit, CatalogFile file, CommittedVersion version) {
    /** The version says where it was put. */
    NewVersion {
        version.receivedAt(file.path());
    }

    Committed committed() {
        return new Committed(version.at(file.path()), true);
    }

    VersionCommitted event() {
        return new VersionCommitted(
                file.id(),
                file.owner(),
                file.path(),
                version.id(),
                version.number(),
                version.size(),
                version.sha256(),
                commit.uploadId());
    }
}
