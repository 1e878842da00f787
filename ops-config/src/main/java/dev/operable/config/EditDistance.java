package dev.operable.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How many slips of the keyboard lie between two words: a letter left out, added, replaced, or swapped with its
 * neighbour (the optimal string alignment distance).
 */
final class EditDistance {
    // From which length of a word one, two and three slips are allowed.

    /** Where the guess only helps: the reader decides. */
    static final int[] GENEROUS = {0, 5, 10};
    /** In a name that may be somebody else's, where something is wrong anyway. */
    static final int[] FAIR = {0, 9, 15};
    /** Where the guess alone makes a problem. */
    static final int[] STRICT = {5, 13, Integer.MAX_VALUE};

    private EditDistance() {}

    /** The nearest word, the first of several; null when none is near. */
    static @Nullable String nearest(String typed, Collection<String> words, int[] allowed) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String word : words) {
            int limit = 0;
            while (limit < allowed.length && word.length() >= allowed[limit]) {
                limit++;
            }
            if (Math.abs(word.length() - typed.length()) > limit || differOnlyInDigits(typed, word)) {
                continue;
            }
            int distance = between(typed, word);
            if (distance <= limit && distance < least) {
                nearest = word;
                least = distance;
            }
        }
        return nearest;
    }

    /** {@code NODE_1} is no slip of {@code NODE_2}, nor of {@code NODE}: numbered names come in rows. */
    private static boolean differOnlyInDigits(String a, String b) {
        return !characters(a, true).equals(characters(b, true))
                && characters(a, false).equals(characters(b, false));
    }

    private static String characters(String word, boolean digits) {
        StringBuilder some = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c != '_' && digits == (c >= '0' && c <= '9')) {
                some.append(c);
            }
        }
        return some.toString();
    }

    static int between(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < last.length; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
