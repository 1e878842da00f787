package dev.operable.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One of several names, in any case and {@code -} as good as {@code _}: the constants of an enum, the records of a choice. */
final class Names implements Conversion {
    private final Map<String, Object> exact = new LinkedHashMap<>();
    private final Map<String, Object> loose = new LinkedHashMap<>();
    private final List<String> said;
    private final Form form;

    /** The constants of an enum, which keep the {@code _} of their names. */
    Names(Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            exact.put(name, constant);
            loose.putIfAbsent(loosened(name), constant);
        }
        said = List.copyOf(loose.keySet());
        form = Form.of("one of " + String.join(", ", said), "");
    }

    /** The records of a choice: {@code DiskStore} of {@code Store} is {@code disk}, or {@code disk-store} in full. */
    Names(Class<?> choice, List<Class<?>> records) {
        for (Class<?> type : records) {
            if (loose.put(loosened(shortName(choice, type)), type) != null) {
                throw new IllegalArgumentException(choice.getName() + " permits two records that are both called "
                        + shortName(choice, type) + ". Rename one of them.");
            }
        }
        said = loose.keySet().stream().map(name -> name.replace('_', '-')).toList();
        form = Form.of("one of " + String.join(", ", said), "");
        for (Class<?> type : records) {
            loose.putIfAbsent(loosened(KeyName.of(type.getSimpleName())), type);
            loose.putIfAbsent(loosened(type.getSimpleName()), type);
        }
    }

    /** What a record is called in its choice, as people write it. */
    static String shortName(Class<?> choice, Class<?> type) {
        String whole = type.getSimpleName();
        String common = choice.getSimpleName();
        String own = whole.endsWith(common)
                ? whole.substring(0, whole.length() - common.length())
                : whole.startsWith(common) ? whole.substring(common.length()) : whole;
        return KeyName.of(own.isEmpty() ? whole : own).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Object convert(String text) throws Refusal {
        String value = text.strip();
        Object found = exact.getOrDefault(value, loose.get(loosened(value)));
        if (found != null) {
            return found;
        }
        String near = EditDistance.nearest(loosened(value), said, EditDistance::generous);
        throw new Refusal("is not " + form.noun() + "." + (near == null ? "" : " Did you mean " + near + "?"));
    }

    @Override
    public Form form() {
        return form;
    }

    private static String loosened(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
