package io.waybill.contracts.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the sources say of a class, its record components and its constants: nowhere else is it written down. */
final class Javadoc {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern OF_TYPE =
            Pattern.compile("/\\*\\*(.*?)\\*/\\s*(?:@[^\\n]*\\s*)*public ", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("\\{@(?:code|link|value) ([^}]*)}");

    private final String source;

    private Javadoc(String source) {
        this.source = source;
    }

    static Javadoc of(Class<?> type) {
        try {
            return new Javadoc(Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java")));
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        }
    }

    /** What is said of the class, without its tags. */
    String sentence() {
        return plain(comment(OF_TYPE).split("\\n\\s*\\*\\s*@param", 2)[0]);
    }

    /** What is said of each component, in their order. */
    Map<String, String> parameters() {
        Map<String, String> said = new LinkedHashMap<>();
        String[] tags = comment(OF_TYPE).split("\\n\\s*\\*\\s*@param ", -1);
        for (int i = 1; i < tags.length; i++) {
            String[] words = tags[i].split("\\s+", 2);
            said.put(words[0], plain(words[1]));
        }
        return said;
    }

    /** What is said of a constant. */
    String constant(String name) {
        return plain(comment(Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public static final String " + name + " ", Pattern.DOTALL)));
    }

    private String comment(Pattern pattern) {
        Matcher found = pattern.matcher(source);
        if (!found.find()) {
            throw new AssertionError(pattern + " is not in\n" + source);
        }
        return found.group(1);
    }

    private static String plain(String comment) {
        String words =
                comment.replaceAll("\\n\\s*\\*", " ").replaceAll("\\s+", " ").strip();
        return CODE.matcher(words).replaceAll(found -> Matcher.quoteReplacement("`" + found.group(1) + "`"));
    }
}
