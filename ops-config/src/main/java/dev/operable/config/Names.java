package dev.operable.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How Java's names are written in settings: components as variables; the constants of an enum and the records of a choice in
 * any case, with {@code -} as good as {@code _}; and which of them was meant where none is written.
 */
final class Names {
    /** More slips than are allowed. */
    static final int TOO_MANY = Integer.MAX_VALUE;

    // From which length of a word one, two and three slips are allowed.

    /** Where the guess only helps: the reader decides. */
    static final int[] GENEROUS = {0, 5, 10};
    /** In a name that may be somebody else's, where something is wrong anyway. */
    static final int[] FAIR = {0, 9, 15};
    /** Where the guess alone makes a problem. */
    static final int[] STRICT = {5, 13, TOO_MANY};

    private Names() {}

    /** The constants of an enum. */
    static Conversion ofEnum(Class<?> type) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            byName.putIfAbsent(loosened(((Enum<?>) constant).name()), constant);
        }
        List<String> said = List.copyOf(byName.keySet());
        // two may differ in their case only
        for (Object constant : type.getEnumConstants()) {
            byName.put(((Enum<?>) constant).name(), constant);
        }
        return oneOf(said, byName);
    }

    /** The records of a choice: {@code DiskStore} of {@code Store} is {@code disk}, or {@code disk-store} in full. */
    static Conversion ofRecords(Class<?> choice, List<Class<?>> records) {
        List<String> said = new ArrayList<>();
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Class<?> type : records) {
            String name = shortName(choice, type);
            said.add(name);
            if (byName.put(loosened(name), type) != null) {
                throw new IllegalArgumentException(
                        choice.getName() + " permits two records that are called " + name + ". Rename one of them.");
            }
        }
        for (Class<?> type : records) {
            byName.putIfAbsent(loosened(variable(type.getSimpleName())), type);
            byName.putIfAbsent(loosened(type.getSimpleName()), type);
        }
        return oneOf(said, byName);
    }

    private static Conversion oneOf(List<String> said, Map<String, Object> byName) {
        String noun = "one of " + String.join(", ", said);
        return Conversion.of(noun, "", text -> {
            String value = text.strip();
            Object exact = byName.get(value);
            Object found = exact == null ? byName.get(loosened(value)) : exact;
            if (found != null) {
                return found;
            }
            String near = nearest(loosened(value), said, GENEROUS);
            throw new Refusal("is not " + noun + "." + (near == null ? "" : " Did you mean " + near + "?"));
        });
    }

    /** What a record is called in its choice, as people write it. */
    static String shortName(Class<?> choice, Class<?> type) {
        String whole = type.getSimpleName();
        String common = choice.getSimpleName();
        String own = whole.endsWith(common)
                ? whole.substring(0, whole.length() - common.length())
                : whole.startsWith(common) ? whole.substring(common.length()) : whole;
        return loosened(variable(own.isEmpty() ? whole : own)).replace('_', '-');
    }

    /** The variable of a component: {@code flushEvery} is {@code FLUSH_EVERY}, {@code baseURLOfHits} {@code BASE_URL_OF_HITS}. */
    static String variable(String component) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            if (i > 0 && startsWord(component, i)) {
                key.append('_');
            }
            key.append(component.charAt(i));
        }
        return key.toString().toUpperCase(Locale.ROOT);
    }

    private static boolean startsWord(String name, int at) {
        char before = name.charAt(at - 1);
        if (!Character.isUpperCase(name.charAt(at)) || before == '_') {
            return false;
        }
        boolean lowerFollows = at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1));
        return !Character.isUpperCase(before) || lowerFollows;
    }

    private static String loosened(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** The nearest word, the first of several; null when none is near. */
    static @Nullable String nearest(String typed, Collection<String> words, int[] allowed) {
        String nearest = null;
        int least = TOO_MANY;
        for (String word : words) {
            int slips = slips(typed, word, allowed);
            if (slips < least && !differOnlyInDigits(typed, word)) {
                nearest = word;
                least = slips;
            }
        }
        return nearest;
    }

    /** Two neighbours that are swapped are a slip in the shortest of words: hardly anybody means something else by it. */
    static int slips(String typed, String word, int[] allowed) {
        int most = 0;
        while (most < allowed.length && word.length() >= allowed[most]) {
            most++;
        }
        int longer = Math.abs(word.length() - typed.length());
        // each letter that the other has nowhere is a slip: soon counted, and most names differ in many
        int strange = 0;
        for (int i = 0; i < typed.length(); i++) {
            strange += word.indexOf(typed.charAt(i)) < 0 ? 1 : 0;
        }
        int slips = Math.max(longer, strange) > Math.max(most, 1) ? TOO_MANY : between(typed, word);
        boolean swapped =
                slips == 1 && longer == 0 && typed.chars().sum() == word.chars().sum();
        return slips <= most || swapped ? slips : TOO_MANY;
    }

    /** {@code NODE_1} is no slip of {@code NODE_2}, nor of {@code NODE}: numbered names come in rows. */
    private static boolean differOnlyInDigits(String a, String b) {
        String digits = "[^0-9]";
        String letters = "[0-9_]";
        return !a.replaceAll(digits, "").equals(b.replaceAll(digits, ""))
                && a.replaceAll(letters, "").equals(b.replaceAll(letters, ""));
    }

    /** The optimal string alignment distance: letters left out, added, replaced, or swapped with their neighbour. */
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
