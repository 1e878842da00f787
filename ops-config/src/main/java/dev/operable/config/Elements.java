package dev.operable.config;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Several values in one variable: {@code a,b,c} and {@code a=1,b=2}. Keeps their order; unset it is empty. A backslash makes a
 * separator ordinary: {@code \,} {@code \=} and {@code \\}; any other backslash is itself. An element that is itself a list or
 * a map is written as it would be alone, then each of its commas, equals signs and backslashes behind a backslash: {@code
 * 1\,2,3}.
 */
final class Elements {
    private Elements() {}

    /** A list, a set or an array. */
    static Conversion of(Class<?> type, Conversion element) {
        return several("a list with commas", "item", "a,b,c", element, collected(type, List.of()), text -> {
            List<Object> values = new ArrayList<>();
            for (String item : split(text, ',', false)) {
                values.add(item(element, item, values.size() + 1));
            }
            return collected(type, values);
        });
    }

    private static Object collected(Class<?> type, List<Object> values) {
        if (!type.isArray()) {
            return type == List.class ? List.copyOf(values) : Collections.unmodifiableSet(new LinkedHashSet<>(values));
        }
        Object array = Array.newInstance(type.getComponentType(), values.size());
        for (int i = 0; i < values.size(); i++) {
            Array.set(array, i, values.get(i));
        }
        return array;
    }

    static Conversion map(Conversion element) {
        return several(
                "a list of name=value with commas",
                "value",
                "a=1,b=2",
                element,
                Map.of(),
                text -> pairs(element, text));
    }

    private static Conversion several(
            String noun, String each, String examples, Conversion element, Object empty, Converter<?> converter) {
        if (element.noun.equals(Conversion.TEXT) || element.secret) {
            return element.inside(noun, examples, empty, converter);
        }
        // each level puts a backslash before the backslashes and the comma of the one inside
        String inner = element.noun
                .replace("\\", "\\\\")
                .replace("\\,", "\\\\,")
                .replace("with commas", "with \\, for commas");
        return element.inside(noun + ", each " + each + " " + inner, "", empty, converter);
    }

    private static Map<String, Object> pairs(Conversion element, String text) throws Refusal {
        Map<String, Object> pairs = new LinkedHashMap<>();
        int number = 0;
        for (String pair : split(text, ',', false)) {
            number++;
            List<String> halves = split(pair, '=', true);
            String name = plain(halves.get(0)).strip();
            if (halves.size() < 2 || name.isEmpty()) {
                throw refusal(element, number, pair, "is not a pair. Write it as name=value.");
            }
            if (pairs.put(name, item(element, halves.get(1), number)) != null) {
                throw refusal(element, number, pair, "has a name that came before. Keep one of them.");
            }
        }
        return Collections.unmodifiableMap(pairs);
    }

    private static Object item(Conversion element, String text, int number) throws Refusal {
        String value = plain(text.strip());
        if (value.isEmpty()) {
            throw new Refusal(
                    "has nothing at place " + number + ". Remove a comma, or write \\, for one inside a value.");
        }
        try {
            return element.convert(value);
        } catch (Refusal refused) {
            throw refusal(element, number, value, refused.reason);
        }
    }

    private static Refusal refusal(Conversion element, int number, String text, String reason) {
        String shown = element.secret ? Shown.MASK : Shown.value(text);
        return new Refusal("is not well-formed at place " + number + ": " + shown + " " + reason);
    }

    /** The parts as they are written, escapes and all; or only the two beside the first separator. */
    static List<String> split(String text, char separator, boolean once) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length() && !(once && start > 0); i++) {
            if (isEscape(text, i)) {
                i++;
            } else if (text.charAt(i) == separator) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** What is meant, without the backslashes of the escapes. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                i++;
            }
            plain.append(text.charAt(i));
        }
        return plain.toString();
    }

    private static boolean isEscape(String text, int at) {
        return text.charAt(at) == '\\' && at + 1 < text.length() && ",=\\".indexOf(text.charAt(at + 1)) >= 0;
    }
}
