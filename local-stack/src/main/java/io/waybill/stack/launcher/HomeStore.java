package io.waybill.stack.launcher;

import io.waybill.stack.StackException;
import io.waybill.stack.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where a home keeps its bytes, for good: with another store, all that was uploaded before would be missing. */
final class HomeStore {
    private HomeStore() {}

    /**
     * The store that was asked for, else the one the home has, else files.
     *
     * @param asked null when nobody asked for one
     * @throws StackException when the home has another one
     */
    static StoreKind choose(Path home, StoreKind asked) {
        StoreKind known = read(home);
        if (known == null) {
            return asked == null ? StoreKind.FILESYSTEM : asked;
        }
        if (asked != null && asked != known) {
            throw new StackException(
                    "The home " + home + " keeps its bytes in " + known.word() + " and they would be missing in "
                            + asked.word() + ": leave --store away, or choose another --home.");
        }
        return known;
    }

    /** Notes the store of a home that serves. */
    static void remember(Path home, StoreKind kind) {
        try {
            Files.writeString(file(home), kind.word());
        } catch (IOException e) {
            throw new StackException("The home " + home + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static StoreKind read(Path home) {
        try {
            return StoreKind.valueOf(Files.readString(file(home)).strip().toUpperCase(Locale.ROOT));
        } catch (IOException | IllegalArgumentException nothingNoted) {
            return null;
        }
    }

    private static Path file(Path home) {
        return home.resolve("store-kind");
    }
}
