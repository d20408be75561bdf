package io.waybill.transfer.archive;

import io.waybill.contracts.api.ContentSelection;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.NewArchive;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * What an archive is asked to hold, how it and its entries are called, and whether everything was found.
 *
 * @param selection what metadata-service is asked for
 * @param caller who asks
 * @param folder what is left out at the beginning of every path; empty or with a slash at its end
 * @param marked whether names tell the version
 * @param name what the archive is called
 * @param unseen ids that were asked for and have not come up
 */
record AskedArchive(
        ContentSelection selection, Caller caller, String folder, boolean marked, String name, Set<UUID> unseen) {
    private static final int MAX_NAME_CHARACTERS = 200;

    /**
     * What {@code asked} means.
     *
     * @throws WaybillException {@code malformed_request} when it names nothing or too much, {@code not_found} when it is of
     *     somebody else, {@code insufficient_scope} for a prefix that the credential is not good for
     */
    static AskedArchive of(Caller caller, NewArchive asked) {
        boolean listed = !asked.files().isEmpty() || !asked.versions().isEmpty();
        if (listed == (asked.prefix() != null)) {
            throw Fields.malformed("Name files and versions by their ids, or a prefix of paths.");
        }
        if (asked.owner() != null && !caller.mayRead(asked.owner())) {
            throw notFound();
        }
        boolean anyones = listed && asked.owner() == null && (caller.isAdmin() || caller.isService());
        String owner = asked.owner() == null ? caller.subject() : asked.owner();
        Set<UUID> unseen = new HashSet<>(asked.files());
        unseen.addAll(asked.versions());
        String prefix = asked.prefix();
        String path = prefix == null || !prefix.startsWith("/") ? prefix : prefix.substring(1);
        if (path != null) {
            caller.requireReach(path);
        }
        String folder = path == null ? "" : path.substring(0, path.lastIndexOf('/') + 1);
        return new AskedArchive(
                new ContentSelection(
                        anyones ? null : owner,
                        asked.files(),
                        asked.versions(),
                        prefix,
                        asked.allVersions(),
                        null,
                        ContentSelection.MAX_LIMIT),
                caller,
                folder,
                asked.allVersions() || !asked.versions().isEmpty(),
                name(asked.name(), folder),
                unseen);
    }

    /**
     * The path of {@code version} in the archive, before it is made safe.
     *
     * @throws WaybillException {@code not_found} when it is where the caller's credential is not good for
     */
    String path(FileVersion version) {
        if (!caller.reaches(version.path())) {
            throw notFound().with("missing", List.of(version.fileId().toString()));
        }
        unseen.remove(version.fileId());
        unseen.remove(version.versionId());
        return version.path().startsWith(folder) ? version.path().substring(folder.length()) : version.path();
    }

    /** What is added to its name. */
    String mark(FileVersion version) {
        return marked ? " (v" + version.version() + ")" : "";
    }

    /** @throws WaybillException {@code not_found} when something has not come up, or nothing at all */
    void requireAll(int found) {
        if (found == 0 || !unseen.isEmpty()) {
            throw unseen.isEmpty()
                    ? new WaybillException(ErrorCode.NOT_FOUND, "There is no file whose path begins so.")
                    : notFound()
                            .with(
                                    "missing",
                                    unseen.stream()
                                            .map(UUID::toString)
                                            .sorted()
                                            .limit(10)
                                            .toList());
        }
    }

    private static String name(String asked, String folder) {
        String name = asked != null
                ? asked
                : folder.isEmpty()
                        ? "files"
                        : folder.substring(folder.lastIndexOf('/', folder.length() - 2) + 1, folder.length() - 1);
        if (name.isBlank() || name.length() > MAX_NAME_CHARACTERS) {
            throw Fields.malformed("The name of an archive has 1 to " + MAX_NAME_CHARACTERS + " characters.");
        }
        String safe = SafeNames.segment(name);
        return safe.toLowerCase(Locale.ROOT).endsWith(".zip") ? safe : safe + ".zip";
    }

    private static WaybillException notFound() {
        return new WaybillException(ErrorCode.NOT_FOUND, "There are no such files, or they are not yours to see.");
    }
}
