package io.waybill.system.stock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recipe of docs/clients.md or another page, as it stands there: what people copy is what is tested. */
final class Recipe {
    private Recipe() {}

    /** The code block of docs/clients.md that is marked {@code name=…}. */
    static String text(String name) {
        Matcher block = block("\\w+ name=" + Pattern.quote(name)).matcher(page("clients.md"));
        if (!block.find()) {
            throw new AssertionError("docs/clients.md has no block name=" + name);
        }
        return block.group(1) + "\n";
    }

    /** The same, written to a file of its name in {@code directory}. */
    static Path in(Path directory, String name) {
        return write(directory.resolve(name), text(name));
    }

    /** Every shell block of a page that has a name, one after the other, as a script in {@code directory}. */
    static Path allOf(String page, Path directory) {
        StringBuilder script = new StringBuilder();
        Matcher blocks = block("sh name=[\\w-]+").matcher(page(page));
        while (blocks.find()) {
            script.append(blocks.group(1)).append('\n');
        }
        return write(directory.resolve("page.sh"), script.toString());
    }

    /** The shell blocks of a page that have no name: what is not run. */
    static List<String> unnamed(String page) {
        return block("sh")
                .matcher(page(page))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static Pattern block(String marked) {
        return Pattern.compile("(?m)^```" + marked + "\n([\\s\\S]*?)\n```$");
    }

    private static String page(String name) {
        try {
            return Files.readString(Path.of("..", "docs", name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
