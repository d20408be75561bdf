package io.waybill.transfer.storage;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What only a store on this machine can do: name the files an object lies in, so that the kernel sends them
 * ({@code sendfile(2)}, measured at twice the speed of reading and writing).
 */
public interface LocalFiles {
    /** The ability that stores elsewhere lack: always empty. */
    LocalFiles NONE = (key, offset, length) -> Future.succeededFuture(Optional.empty());

    /**
     * The stretches of files that hold {@code length} bytes of {@code key} from {@code offset}, in order; empty when the
     * store is not local. All were there, with their full sizes, when this was asked; a delete may take them away any time.
     * Fails like {@link ObjectStore#read}.
     */
    Future<Optional<List<FileSlice>>> slices(String key, long offset, long length);

    /**
     * A stretch of one file.
     *
     * @param file the file: read only
     * @param offset where the stretch starts in it
     * @param length its bytes, at least 1
     */
    record FileSlice(Path file, long offset, long length) {}
}
