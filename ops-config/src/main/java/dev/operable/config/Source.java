package dev.operable.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where variables come from, with the place of each for the report. Immutable; the name and the places are read after
 * "in" and "from".
 */
record Source(String name, Map<String, Entry> entries) {
    static final String CODE = "the code";
    static final String ENVIRONMENT = "the environment";

    Source {
        entries = Collections.unmodifiableMap(new TreeMap<>(entries));
    }

    /** A text and its place, which is read after "from": {@code the environment}. */
    record Entry(String text, String place) {}

    static Source of(Map<String, String> values, String place) {
        Map<String, Entry> entries = new TreeMap<>();
        values.forEach((key, text) -> entries.put(key, new Entry(text, place)));
        return new Source(place, entries);
    }
}
