package dev.operable.config;

import java.util.HashMap;
import java.util.Map;

/** What one source holds at one time. Not changed once it is made. */
final class Source {
    static final String CODE = "the code";
    static final String ENVIRONMENT = "the environment";

    /** Read after "in". */
    final String name;

    private final Map<String, ConfigValue> values;
    /** Each {@code X_FILE} that is not empty, by {@code X}. */
    final Map<String, ConfigValue> files = new HashMap<>();
    /**
     * Whether they may name a file here: not where others than this machine's may write, who could have any of its files
     * read.
     */
    final boolean namesFiles;

    Source(String name, Map<String, ConfigValue> values, boolean namesFiles) {
        this.name = name;
        this.values = values;
        this.namesFiles = namesFiles;
        for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
            String key = entry.getKey();
            if (key.endsWith(Sources.FILE) && !entry.getValue().text().isEmpty()) {
                files.put(key.substring(0, key.length() - Sources.FILE.length()), entry.getValue());
            }
        }
    }

    /** By variable. */
    Map<String, ConfigValue> values() {
        return values;
    }

    static Source of(Map<String, String> texts, String place) {
        Map<String, ConfigValue> values = new HashMap<>();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            values.put(text.getKey(), new ConfigValue(text.getValue(), place));
        }
        return new Source(place, values, true);
    }
}
