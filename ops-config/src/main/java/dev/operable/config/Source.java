package dev.operable.config;

import java.util.HashMap;
import java.util.Map;

/**
 * What one source holds at one time. Immutable.
 *
 * @param name read after "in"
 * @param namesFiles whether {@code X_FILE} may name a file here: not where others than this machine's may write, who could
 *     have any of its files read
 */
record Source(String name, Map<String, ConfigValue> values, boolean namesFiles) {
    static final String CODE = "the code";
    static final String ENVIRONMENT = "the environment";

    Source {
        values = Map.copyOf(values);
    }

    static Source of(Map<String, String> texts, String place) {
        Map<String, ConfigValue> values = new HashMap<>();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            values.put(text.getKey(), new ConfigValue(text.getValue(), place));
        }
        return new Source(place, values, true);
    }
}
