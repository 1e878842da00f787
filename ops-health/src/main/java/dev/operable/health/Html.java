package dev.operable.health;

import java.net.URI;
import java.util.Locale;

/** Text that others wrote, made harmless for a page. */
final class Html {
    private Html() {}

    /** For the content of an element and for an attribute in double quotes. */
    static String text(String any) {
        StringBuilder safe = new StringBuilder(any.length() + 16);
        for (int i = 0; i < any.length(); i++) {
            char c = any.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                // Not allowed in a document, whatever it is written as.
                default -> safe.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return safe.toString();
    }

    /** So that text which turns the direction of writing turns only itself. */
    static String apart(String any) {
        return "<bdi>" + text(any) + "</bdi>";
    }

    /** Whether a click on it only opens a page; {@code javascript:} does not. */
    static boolean opens(URI link) {
        String scheme = String.valueOf(link.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https");
    }
}
