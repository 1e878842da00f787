package dev.operable.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The format of {@code .env} files: {@code KEY=value}, {@code export KEY=value}, comments, single quotes for literal text,
 * double quotes for escapes and several lines. Nothing is expanded or executed. Used once, by one thread.
 */
final class DotEnv {
    private static final String PLAIN = "[^\\p{javaWhitespace}#\"'\\\\]*";

    private final String name;
    private final String text;
    private final List<Problem> problems;
    private final Map<String, ConfigValue> values = new HashMap<>();
    private int position;
    private int line = 1;

    private DotEnv(String name, String text, List<Problem> problems) {
        this.name = name;
        this.text = text;
        this.problems = problems;
    }

    /** Reads a file and adds what is wrong with it; an absent one is empty. */
    static Source read(Path file, List<Problem> problems) {
        String name = file.toString();
        try {
            return parse(name, Files.readString(file), problems);
        } catch (NoSuchFileException absent) {
            // as good as an empty one
        } catch (CharacterCodingException malformed) {
            problems.add(new Problem(name, "is not text in UTF-8. Save it in UTF-8."));
        } catch (IOException failed) {
            problems.add(new Problem(name, "cannot be read: " + Shown.closed(Shown.message(failed.toString()))));
        }
        return new Source(name, Map.of(), true);
    }

    static Source parse(String name, String text, List<Problem> problems) {
        // editors of Windows begin a file with a byte order mark and end its lines with two characters, old ones with
        // CR
        String lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).replaceAll("\\r\\n?", "\n");
        DotEnv file = new DotEnv(name, lines, problems);
        while (file.position < file.text.length()) {
            file.statement();
        }
        return new Source(name, file.values, true);
    }

    /** A value as it is written after the equals sign, so that reading it gives the same. */
    static String quoted(String value) {
        if (value.matches(PLAIN)) {
            return value;
        }
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + '"';
    }

    private void statement() {
        int start = line;
        String head = restOfLine();
        if (head.isBlank() || head.strip().startsWith("#")) {
            endLine();
            return;
        }
        int equal = head.indexOf('=');
        String key = equal < 0 ? "" : withoutExport(head.substring(0, equal).strip());
        if (!key.matches("\\S+")) {
            problem(start, "is not KEY=value. Correct the line, or begin it with # to make it a comment.");
            endLine();
            return;
        }
        position += equal + 1;
        String value = value(start);
        if (value != null && values.putIfAbsent(key, new ConfigValue(value, "line " + start + " of " + name)) != null) {
            problem(start, "sets " + Shown.key(key) + " again. Keep one of the lines.");
        }
    }

    private @Nullable String value(int start) {
        while (position < text.length() && (peek() == ' ' || peek() == '\t')) {
            position++;
        }
        if (position == text.length() || (peek() != '"' && peek() != '\'')) {
            String value = withoutComment(restOfLine());
            endLine();
            return value;
        }
        char quote = text.charAt(position++);
        String value = upTo(quote);
        String rest = value == null ? "" : restOfLine().strip();
        endLine();
        if (value == null) {
            problem(start, "opens a quote that nothing closes. Add " + quote + " at the end of the value.");
        } else if (!rest.isEmpty() && !rest.startsWith("#")) {
            problem(start, "goes on after its closing quote. Quote the whole value.");
        }
        return value;
    }

    /** The text inside quotes; at the end of the file null. */
    private @Nullable String upTo(char quote) {
        StringBuilder value = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == quote) {
                return value.toString();
            }
            if (c == '\n') {
                line++;
            }
            if (c == '\\' && quote == '"' && position < text.length()) {
                appendEscape(value, text.charAt(position++));
            } else {
                value.append(c);
            }
        }
        return null;
    }

    private void appendEscape(StringBuilder value, char c) {
        switch (c) {
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case '"', '\\', '$' -> value.append(c);
            default -> {
                line += c == '\n' ? 1 : 0;
                value.append('\\').append(c);
            }
        }
    }

    private char peek() {
        return text.charAt(position);
    }

    private String restOfLine() {
        int end = text.indexOf('\n', position);
        return text.substring(position, end < 0 ? text.length() : end);
    }

    private void endLine() {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end + 1;
        line++;
    }

    private void problem(int at, String message) {
        problems.add(new Problem(name + ":" + at, message));
    }

    private static String withoutExport(String key) {
        return key.replaceFirst("^export\\s+", "");
    }

    /** A comment begins at the start or after a space, so that {@code a#b} is a value. */
    private static String withoutComment(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '#' && (i == 0 || Character.isWhitespace(value.charAt(i - 1)))) {
                return value.substring(0, i).strip();
            }
        }
        return value.strip();
    }
}
