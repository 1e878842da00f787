package dev.operable.rpc;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The templates of one client, parsed once, and never so many that the metrics suffer. Safe for use by many threads. */
final class PathTemplates {
    /** A program has fewer templates; more are paths built by concatenation, and each would be a time series. */
    private static final int KEPT = 500;

    private static final String TOO_MANY = "other";

    private final ConcurrentMap<String, PathTemplate> parsed = new ConcurrentHashMap<>();

    PathTemplate of(String text) {
        PathTemplate template = parsed.get(text);
        if (template == null) {
            template = PathTemplate.parse(text);
            if (parsed.size() < KEPT) {
                parsed.put(text, template);
            }
        }
        return template;
    }

    /** The metrics' tag of a template. */
    String tag(PathTemplate template) {
        return parsed.containsKey(template.text()) ? template.text() : TOO_MANY;
    }
}
