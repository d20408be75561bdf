package io.waybill.metadata.catalog;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Finds paths that nothing is at. Every method joins the caller's transaction; only its end shows whether another was faster. */
@ApplicationScoped
public class FreePaths {
    private static final int NAMES_AT_ONCE = 64;
    private static final int LAST_NAME = 4096;

    private final CatalogFiles files;

    /** Looks in {@code files}. */
    public FreePaths(CatalogFiles files) {
        this.files = files;
    }

    /**
     * A path for a file that exists already: the wished one when it is free.
     *
     * @param conflict {@code REJECT} or {@code RENAME}
     * @return fails with {@code path_conflict}, or {@code malformed_request} for another conflict mode
     */
    public Uni<String> at(String owner, FilePath wish, ConflictMode conflict) {
        if (conflict != ConflictMode.REJECT && conflict != ConflictMode.RENAME) {
            throw new WaybillException(ErrorCode.MALFORMED_REQUEST, "The conflict mode is reject or rename here.");
        }
        return files.findVisible(owner, wish.value()).flatMap(there -> {
            if (there == null) {
                return Uni.createFrom().item(wish.value());
            }
            if (conflict == ConflictMode.REJECT) {
                throw taken(wish, "Something is already at this path: choose another, or conflict=rename.");
            }
            return beside(owner, wish);
        });
    }

    /** The first free of {@code name_v2.ext}, {@code name_v3.ext}, …. Fails with {@code path_conflict} when there is none. */
    public Uni<String> beside(String owner, FilePath wish) {
        return beside(owner, wish, 2);
    }

    private Uni<String> beside(String owner, FilePath wish, int from) {
        if (from > LAST_NAME) {
            throw taken(wish, "Every name up to _v" + LAST_NAME + " is taken: choose another.");
        }
        int to = from + NAMES_AT_ONCE - 1;
        List<String> names = RenamedPaths.of(wish).numbered(from, to);
        return files.takenAmong(owner, names).flatMap(taken -> names.stream()
                .filter(name -> !taken.contains(name))
                .findFirst()
                .map(free -> Uni.createFrom().item(free))
                .orElseGet(() -> beside(owner, wish, to + 1)));
    }

    private static WaybillException taken(FilePath path, String detail) {
        return new WaybillException(ErrorCode.PATH_CONFLICT, detail).with("path", path.value());
    }
}
