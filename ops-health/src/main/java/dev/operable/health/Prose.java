package dev.operable.health;

import dev.operable.core.Redaction;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets in what drivers and clients say in whole sentences: {@code password: x}, {@code the API key is x}. The rules of the
 * log leave sentences alone; a page for people can do without a word too many.
 */
final class Prose {
    /** A name where a word begins, what joins it to its value, and the value; each of a bounded length. */
    private static final Pattern SAID = Pattern.compile(
            "(?<![\\w.-])((?:api|access|private)[ ])?([\\w.-]{1,64}+)"
                    + "[\"'`]?(?:[ ]{0,4}:[ ]{0,4}|[ ]{1,4}(?:is|was|of|=)[ ]{1,4})"
                    + "(\"[^\"]{1,512}+\"?|'[^']{1,512}+'?|`[^`]{1,512}+`?|[^\\s]{1,1024}+)",
            Pattern.CASE_INSENSITIVE);

    /** What follows where no value does. Whose password it is has none worth hiding. */
    private static final Set<String> PLAIN = Set.of(
            "a",
            "an",
            "the",
            "not",
            "no",
            "yes",
            "true",
            "false",
            "null",
            "none",
            "nothing",
            "in",
            "on",
            "of",
            "to",
            "for",
            "too",
            "only",
            "already",
            "empty",
            "blank",
            "missing",
            "absent",
            "unset",
            "set",
            "required",
            "needed",
            "wrong",
            "invalid",
            "valid",
            "correct",
            "incorrect",
            "malformed",
            "unknown",
            "unexpected",
            "expected",
            "expired",
            "revoked",
            "refused",
            "rejected",
            "denied",
            "mandatory",
            "longer",
            "shorter",
            "weak",
            "over",
            "user",
            "your",
            "what",
            "this",
            "being",
            "about",
            "never",
            "still",
            "ok",
            "failed",
            "cannot",
            "could",
            "must",
            "does",
            "has");

    private static final Set<String> THROWN = Set.of("exception", "error", "failure");

    private Prose() {}

    static String hidden(String text, Predicate<? super String> hides) {
        if (text.length() < 5) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        Matcher said = SAID.matcher(text);
        int done = 0;
        int from = 0;
        while (said.find(from)) {
            if (isSecret(said, hides)) {
                shown.append(text, done, said.start(3)).append(Redaction.MASK);
                done = said.end(3);
                from = done;
            } else {
                // What looked like a value may be the name of the next one.
                from = Math.max(said.start(3), said.start() + 1);
            }
        }
        return shown.append(text, done, text.length()).toString();
    }

    private static boolean isSecret(Matcher said, Predicate<? super String> hides) {
        String name = said.group(2);
        String lower = name.toLowerCase(Locale.ROOT);
        String value = said.group(3);
        if (THROWN.stream().anyMatch(lower::endsWith) || value.startsWith("//") || value.startsWith(Redaction.MASK)) {
            return false;
        }
        String word = value.replaceAll("^\\W+|\\W+$", "").toLowerCase(Locale.ROOT);
        boolean named = hides.test(name)
                || (said.group(1) != null && hides.test(said.group(1).strip() + name));
        return named && !word.isEmpty() && !PLAIN.contains(word);
    }
}
