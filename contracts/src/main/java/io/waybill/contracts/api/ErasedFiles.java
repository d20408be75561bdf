package io.waybill.contracts.api;

/**
 * The trash was emptied: {@code DELETE /api/trash}.
 *
 * @param erased how many files went
 */
public record ErasedFiles(long erased) {}
