package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One page of files: {@code GET /api/files}.
 *
 * @param folders in a view of one level, the folders there that this page holds, each with a slash at its end; else null
 * @param items the files; together with the folders at most as many as were asked for
 * @param next the cursor of the next page, or null after the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileListing(List<String> folders, List<FileFacts> items, String next) {}
