package io.waybill.transfer.storage.filesystem;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.StoreKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where everything lies under the directory of the store. Only names made and checked here become paths, so that nothing
 * outside the directory can be named.
 *
 * <pre>
 * objects/o/3f/&lt;uuid&gt;        one file per visible object, see {@link ObjectFile}
 * staged/&lt;stage&gt;/            parts of an object that is not assembled
 * moving/&lt;stage&gt;/            the same, while it is being assembled or deleted
 * parts/7c/&lt;stage&gt;/          parts of a visible object
 * tmp/                       what is being written or thrown away; swept when a day old
 * </pre>
 */
final class StoreLayout {
    private static final Pattern STAGE = Pattern.compile("((?:[otp]_[0-9a-f_-]+))\\.([0-9]{13})\\.([0-9a-f-]{36})");

    private final Path root;

    StoreLayout(Path root) {
        this.root = root;
    }

    Path objects() {
        return root.resolve("objects");
    }

    Path staged() {
        return root.resolve("staged");
    }

    Path moving() {
        return root.resolve("moving");
    }

    Path parts() {
        return root.resolve("parts");
    }

    Path tmp() {
        return root.resolve("tmp");
    }

    Path object(String key) {
        return objects().resolve(StoreKeys.requireKey(key));
    }

    Path staged(String stageId) {
        return staged().resolve(requireStage(stageId));
    }

    Path moving(String stageId) {
        return moving().resolve(requireStage(stageId));
    }

    Path parts(String stageId) {
        String checked = requireStage(stageId);
        return parts().resolve(checked.substring(checked.length() - 2)).resolve(checked);
    }

    /** The directory that holds the parts of this stage now, wherever it stands. */
    Path partsWhereverTheyAre(String stageId) {
        if (Files.isDirectory(parts(stageId))) {
            return parts(stageId);
        }
        return Files.isDirectory(moving(stageId)) ? moving(stageId) : parts(stageId);
    }

    Path temporary() {
        return tmp().resolve(UUID.randomUUID().toString());
    }

    /** A new stage id: it tells the key and the time, so that a listing opens no file. */
    static String newStage(String key, Instant now) {
        return StoreKeys.requireKey(key).replace('/', '_')
                + '.'
                + "%013d".formatted(now.toEpochMilli())
                + '.'
                + UUID.randomUUID();
    }

    static boolean isStage(String name) {
        return STAGE.matcher(name).matches();
    }

    static String keyOf(String stageId) {
        return StoreKeys.requireKey(match(stageId).group(1).replace('_', '/'));
    }

    static Instant startOf(String stageId) {
        return Instant.ofEpochMilli(Long.parseLong(match(stageId).group(2)));
    }

    private static String requireStage(String stageId) {
        keyOf(stageId);
        return stageId;
    }

    private static Matcher match(String stageId) {
        Matcher matcher = STAGE.matcher(stageId == null ? "" : stageId);
        if (!matcher.matches()) {
            throw new WaybillException(ErrorCode.INTERNAL, "A stage id is not one of this store.");
        }
        return matcher;
    }
}
