package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;

/**
 * Transfer asks metadata which bytes some files have, page by page: {@code POST /internal/content/selection}, answered with a
 * {@link Page} of {@link SelectedContent}, ordered by path and version.
 *
 * @param owner whose files; null for anyone's, where there is no prefix
 * @param files their heads, or all of their versions; may be empty
 * @param versions single versions; may be empty
 * @param prefix the heads of all files whose path begins so, or all of their versions; null for none. Not beside the two lists
 * @param allVersions whether not only the heads
 * @param after the {@code next} of the page before, or null for the first
 * @param limit the most on a page, 1 to {@value #MAX_LIMIT}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContentSelection(
        String owner,
        List<UUID> files,
        List<UUID> versions,
        String prefix,
        boolean allVersions,
        String after,
        int limit) {
    /** The most on a page: with the longest paths still within what one answer may be. */
    public static final int MAX_LIMIT = 100;

    /** Copies the lists; none is an empty one. */
    public ContentSelection {
        files = files == null ? List.of() : List.copyOf(files);
        versions = versions == null ? List.of() : List.copyOf(versions);
    }

    /** The same, from {@code place} on. */
    public ContentSelection after(String place) {
        return new ContentSelection(owner, files, versions, prefix, allVersions, place, limit);
    }
}
