package io.waybill.contracts.api;

import io.waybill.contracts.path.FilePath;

/**
 * Where a file is to be, or a copy of it: {@code POST /api/files/{id}/move}, {@code /copy}.
 *
 * @param path where
 * @param conflict when something is there: {@code reject}, the default, or {@code rename}
 */
public record NewPath(FilePath path, ConflictMode conflict) {}
