package dev.operable.config;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Several values in one variable: {@code a,b,c} and {@code a=1,b=2}. Keeps their order; unset it is empty. An element that is
 * itself a list or a map is written as it would be alone, then each of its commas, equals signs and backslashes behind a
 * backslash: {@code 1\,2,3}.
 */
final class Elements {
    private static final String LIST = "a list with commas";
    private static final String ITEMS = "a,b,c";

    private Elements() {}

    static Conversion list(Conversion element) {
        return new Conversion(
                form(LIST, "item", ITEMS, element), List.of(), text -> List.copyOf(converted(element, text)));
    }

    static Conversion set(Conversion element) {
        return new Conversion(
                form(LIST, "item", ITEMS, element),
                Collections.emptySet(),
                text -> Collections.unmodifiableSet(new LinkedHashSet<>(converted(element, text))));
    }

    static Conversion array(Class<?> type, Conversion element) {
        return new Conversion(form(LIST, "item", ITEMS, element), Array.newInstance(type, 0), text -> {
            List<Object> values = converted(element, text);
            Object array = Array.newInstance(type, values.size());
            for (int i = 0; i < values.size(); i++) {
                Array.set(array, i, values.get(i));
            }
            return array;
        });
    }

    static Conversion map(Conversion element) {
        return new Conversion(
                form("a list of name=value with commas", "value", "a=1,b=2", element),
                Map.of(),
                text -> pairs(element, text));
    }

    private static Form form(String noun, String each, String examples, Conversion element) {
        Form form = element.form();
        boolean anything = form.noun().equals(Form.TEXT) || form.secret();
        // each level puts a backslash before the backslashes and the comma of the one inside
        String inner =
                form.noun().replace("\\", "\\\\").replace("\\,", "\\\\,").replace("with commas", "with \\, for commas");
        return new Form(
                anything ? noun : noun + ", each " + each + " " + inner,
                anything ? examples : "",
                form.secret(),
                false,
                form.free());
    }

    private static List<Object> converted(Conversion element, String all) throws Refusal {
        List<Object> values = new ArrayList<>();
        for (String text : EscapedText.split(all, ',')) {
            values.add(item(element, text, values.size() + 1));
        }
        return values;
    }

    private static Map<String, Object> pairs(Conversion element, String all) throws Refusal {
        Map<String, Object> pairs = new LinkedHashMap<>();
        int number = 0;
        for (String text : EscapedText.split(all, ',')) {
            number++;
            List<String> halves = EscapedText.splitFirst(text, '=');
            String name = EscapedText.plain(halves.get(0)).strip();
            if (halves.size() < 2 || name.isEmpty()) {
                throw refusal(element, number, text, "is not a pair. Write it as name=value.");
            }
            if (pairs.put(name, item(element, halves.get(1), number)) != null) {
                throw refusal(element, number, text, "has a name that came before. Keep one of them.");
            }
        }
        return Collections.unmodifiableMap(pairs);
    }

    private static Object item(Conversion element, String text, int number) throws Refusal {
        String value = EscapedText.plain(text.strip());
        if (value.isEmpty()) {
            throw new Refusal(
                    "has nothing at place " + number + ". Remove a comma, or write \\, for one inside a value.");
        }
        try {
            return element.convert(value);
        } catch (Refusal refused) {
            throw refusal(element, number, value, refused.reason());
        }
    }

    private static Refusal refusal(Conversion element, int number, String text, String reason) {
        String shown = element.form().secret() ? Shown.MASK : Shown.value(text);
        return new Refusal("is not well-formed at place " + number + ": " + shown + " " + reason);
    }
}
