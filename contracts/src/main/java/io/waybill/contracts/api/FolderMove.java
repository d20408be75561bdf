package io.waybill.contracts.api;

/**
 * Where all files of a folder are to be, or copies of them: {@code POST /api/folders/move}, {@code /copy}.
 *
 * @param from the folder, with a slash at its end
 * @param to where its files go, with a slash at its end; what is there stays
 */
public record FolderMove(String from, String to) {}
