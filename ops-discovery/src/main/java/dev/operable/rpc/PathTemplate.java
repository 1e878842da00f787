package dev.operable.rpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A path with places for variables, {@code /links/{id}/hits}. */
final class PathTemplate {
    private static final String UNRESERVED = "-._~";

    private final String text;
    /** What stands before, between and behind the variables; one more than there are variables. */
    private final List<String> literals;

    private PathTemplate(String text, List<String> literals) {
        this.text = text;
        this.literals = List.copyOf(literals);
    }

    static PathTemplate parse(String text) {
        if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "The path \"" + text + "\" has a query or a fragment. Give parameters to query(name, value).");
        }
        List<String> literals = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("The path \"" + text + "\" has a { without its }.");
            }
            literals.add(text.substring(from, open));
            from = close + 1;
        }
        literals.add(text.substring(from));
        String filled = checkTarget(String.join("x", literals));
        if (filled.startsWith("//")) {
            throw refused(filled); // a slip of who wrote it; what is encoded comes from elsewhere and goes as it is
        }
        return new PathTemplate(text, literals);
    }

    String text() {
        return text;
    }

    String expand(Object... variables) {
        if (variables.length != literals.size() - 1) {
            throw new IllegalArgumentException("The path \"" + text + "\" has " + (literals.size() - 1)
                    + " places for variables and got " + variables.length + " values.");
        }
        StringBuilder path = new StringBuilder(literals.get(0));
        for (int i = 0; i < variables.length; i++) {
            String value = variables[i] == null ? "" : String.valueOf(variables[i]);
            // Servers resolve dot segments even when they are encoded, and an empty one names another resource.
            if (value.isEmpty() || value.equals(".") || value.equals("..")) {
                throw new IllegalArgumentException("The value \"" + value + "\" of variable " + (i + 1)
                        + " of the path \"" + text + "\" would change the path.");
            }
            path.append(encode(value)).append(literals.get(i + 1));
        }
        return path.toString();
    }

    /** Percent-encodes everything but the unreserved characters of RFC 3986. */
    static String encode(String value) {
        return isUnreserved(value) ? value : encoded(value);
    }

    /** Most values are: numbers, names, ids. */
    private static boolean isUnreserved(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isUnreserved(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(char c) {
        return isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0;
    }

    private static String encoded(String value) {
        StringBuilder encoded = new StringBuilder(value.length() + 8);
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(hex(b >> 4)).append(hex(b));
            }
        }
        return encoded.toString();
    }

    /** Refuses what would not be one path and query in a request line. Two slashes at its begin are a path like another. */
    static String checkTarget(String target) {
        if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw refused(target);
        }
        return target;
    }

    private static IllegalArgumentException refused(String target) {
        return new IllegalArgumentException("The path \"" + target.replaceAll("\\p{Cntrl}", "?")
                + "\" must begin with one slash and have neither spaces nor characters outside ASCII; encode them.");
    }

    /** Of ASCII, unlike the methods of {@link Character}. */
    static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static char hex(int fourBits) {
        return Character.toUpperCase(Character.forDigit(fourBits & 0xf, 16));
    }
}
