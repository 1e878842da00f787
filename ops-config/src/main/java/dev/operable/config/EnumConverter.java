package dev.operable.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The names of an enum in any case, {@code -} for {@code _}. */
final class EnumConverter implements Converter {
    private final Map<String, Object> exact = new LinkedHashMap<>();
    private final Map<String, Object> loose = new LinkedHashMap<>();
    private final Form form;

    EnumConverter(Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            exact.put(name, constant);
            loose.putIfAbsent(loosened(name), constant);
        }
        form = Form.of("one of " + String.join(", ", loose.keySet()), "");
    }

    @Override
    public Object convert(String text) throws Refusal {
        String value = text.strip();
        Object constant = exact.getOrDefault(value, loose.get(loosened(value)));
        if (constant != null) {
            return constant;
        }
        String near = EditDistance.nearest(loosened(value), loose.keySet(), EditDistance::generous);
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
