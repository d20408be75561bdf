package io.waybill.metadata.model;

import io.waybill.contracts.api.ConflictMode;
import java.util.List;
import java.util.Random;

/** One thing that a user does, to either catalog. */
record Step(String what, int newFile, int file, int version, String path, ConflictMode mode, boolean flag) {
    private static final List<String> WHATS =
            List.of("upload", "upload", "upload", "move", "copy", "delete", "undelete", "restore", "deleteVersion");
    private static final List<String> PATHS = List.of("a", "b", "c");
    private static final List<ConflictMode> MODES = List.of(ConflictMode.values());

    /** Any step on one of the first {@code files} files. */
    static Step any(Random chance, int newFile, int files) {
        return new Step(
                WHATS.get(chance.nextInt(WHATS.size())),
                newFile,
                chance.nextInt(Math.max(1, files)),
                1 + chance.nextInt(3),
                PATHS.get(chance.nextInt(PATHS.size())),
                MODES.get(chance.nextInt(MODES.size())),
                chance.nextInt(3) == 0);
    }

    String on(ModelCatalog catalog) {
        return switch (what) {
            case "upload" -> catalog.upload(newFile, path, mode, content());
            case "move" -> catalog.move(file, path, flag);
            case "copy" -> catalog.copyTo(newFile, file, path, flag);
            case "delete" -> catalog.delete(file, flag);
            case "undelete" -> catalog.undelete(file, flag);
            case "restore" -> catalog.restore(file, version);
            default -> catalog.deleteVersion(file, version);
        };
    }

    String on(RealCatalog catalog) {
        return switch (what) {
            case "upload" -> catalog.upload(newFile, path, mode, content());
            case "move" -> catalog.move(file, path, flag);
            case "copy" -> catalog.copyTo(newFile, file, path, flag);
            case "delete" -> catalog.delete(file, flag);
            case "undelete" -> catalog.undelete(file, flag);
            case "restore" -> catalog.restore(file, version);
            default -> catalog.deleteVersion(file, version);
        };
    }

    private String content() {
        return "content " + newFile;
    }
}
