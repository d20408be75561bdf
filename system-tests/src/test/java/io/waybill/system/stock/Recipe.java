package io.waybill.system.stock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recipe of docs/clients.md, as it stands there: what people copy is what is tested. */
final class Recipe {
    private Recipe() {}

    /** The code block that is marked {@code name=…}. */
    static String text(String name) {
        try {
            String page = Files.readString(Path.of("..", "docs", "clients.md"));
            Matcher block = Pattern.compile("```\\w+ name=" + Pattern.quote(name) + "\n(.*?)\n```", Pattern.DOTALL)
                    .matcher(page);
            if (!block.find()) {
                throw new AssertionError("docs/clients.md has no block name=" + name);
            }
            return block.group(1) + "\n";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The same, written to a file of its name in {@code directory}. */
    static Path in(Path directory, String name) {
        try {
            return Files.writeString(directory.resolve(name), text(name));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
