package dev.operable.config;

/** Joins the words of others to the sentences of a report. */
final class Sentence {
    private Sentence() {}

    /** Without its full stop, so that it can go on. */
    static String open(String text) {
        String stripped = text.strip();
        return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }

    /** With one full stop, or the mark that it has. */
    static String closed(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() || ".!?".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
                ? stripped
                : stripped + ".";
    }
}
