package dev.operable.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How Java's names are written in settings: components as variables; the constants of an enum and the records of a choice in
 * any case, with {@code -} as good as {@code _}.
 */
final class Names {
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
            String near = EditDistance.nearest(loosened(value), said, EditDistance.GENEROUS);
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
}
