package dev.operable.core.logging;

/** Characters that must not reach a log as they are: they break lines, drive terminals, or reorder what is shown. */
final class Characters {
    /** Longer strings are cut, so that one event cannot crowd out the others. */
    static final int MAX_LENGTH = 16_384;

    private Characters() {}

    static boolean isUnsafe(char c) {
        return c < ' ' // C0 controls, with CR, LF and ESC
                || (c >= 0x7f && c <= 0x9f) // DEL and the C1 controls, with NEL
                || c == 0x2028
                || c == 0x2029 // line and paragraph separator
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f // direction marks
                || (c >= 0x202a && c <= 0x202e) // embeddings and overrides
                || (c >= 0x2066 && c <= 0x2069); // isolates
    }

    /** At most so many characters, and no half of a surrogate pair, which is not a character at all. */
    static String bounded(String text, int most) {
        String cut = text;
        if (text.length() > most) {
            int end = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
            cut = text.substring(0, end) + "... (" + (text.length() - end) + " more characters)";
        }
        return wellFormed(cut);
    }

    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int[] points = text.codePoints()
                        .map(point ->
                                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xfffd : point)
                        .toArray();
                return new String(points, 0, points.length);
            }
        }
        return text;
    }

    static String escape(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", (int) c);
        };
    }
}
