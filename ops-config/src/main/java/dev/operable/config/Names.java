package dev.operable.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One of several names, in any case and {@code -} as good as {@code _}: the constants of an enum, the records of a choice. */
final class Names {
    private Names() {}

    /** The constants of an enum. */
    static Conversion of(Class<?> type) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            byName.putIfAbsent(loosened(((Enum<?>) constant).name()), constant);
        }
        List<String> said = List.copyOf(byName.keySet());
        // two may differ in their case only
        for (Object constant : type.getEnumConstants()) {
            byName.put(((Enum<?>) constant).name(), constant);
        }
        return conversion(said, byName);
    }

    /** The records of a choice: {@code DiskStore} of {@code Store} is {@code disk}, or {@code disk-store} in full. */
    static Conversion of(Class<?> choice, List<Class<?>> records) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Class<?> type : records) {
            String name = shortName(choice, type);
            if (byName.put(loosened(name), type) != null) {
                throw new IllegalArgumentException(
                        choice.getName() + " permits two records that are called " + name + ". Rename one of them.");
            }
        }
        for (Class<?> type : records) {
            byName.putIfAbsent(loosened(KeyName.of(type.getSimpleName())), type);
            byName.putIfAbsent(loosened(type.getSimpleName()), type);
        }
        return conversion(records.stream().map(type -> shortName(choice, type)).toList(), byName);
    }

    /** What a record is called in its choice, as people write it. */
    static String shortName(Class<?> choice, Class<?> type) {
        String whole = type.getSimpleName();
        String common = choice.getSimpleName();
        String own = whole.endsWith(common)
                ? whole.substring(0, whole.length() - common.length())
                : whole.startsWith(common) ? whole.substring(common.length()) : whole;
        return loosened(KeyName.of(own.isEmpty() ? whole : own)).replace('_', '-');
    }

    private static Conversion conversion(List<String> said, Map<String, Object> byName) {
        Form form = Form.of("one of " + String.join(", ", said), "");
        return new Conversion(form, text -> {
            String value = text.strip();
            Object found = byName.getOrDefault(value, byName.get(loosened(value)));
            if (found != null) {
                return found;
            }
            String near = EditDistance.nearest(loosened(value), said, EditDistance::generous);
            throw new Refusal("is not " + form.noun() + "." + (near == null ? "" : " Did you mean " + near + "?"));
        });
    }

    private static String loosened(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
