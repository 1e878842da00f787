package dev.operable.health;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks by path and query. Parameters that are none of ours are passed over, as usual in HTTP.
 *
 * @param probe null for all of them
 * @param checks the only ones that count, by name; empty for all
 * @param consul whether a degraded service answers 429, which Consul takes for a warning
 */
record Question(@Nullable Probe probe, List<String> checks, boolean consul) {
    private static final String PATH = "/self-check";

    static final Question EVERYTHING = new Question(null, List.of(), false);
    private static final Question LIVE = new Question(Probe.LIVE, List.of(), false);
    private static final Question READY = new Question(Probe.READY, List.of(), false);
    private static final Question STARTED = new Question(Probe.STARTED, List.of(), false);

    /** The question, or null where there is none of this path or with these words. */
    static @Nullable Question of(String path, @Nullable String query) {
        Question asked =
                switch (path) {
                    case PATH -> EVERYTHING;
                    case PATH + "/live" -> LIVE;
                    case PATH + "/ready" -> READY;
                    case PATH + "/started" -> STARTED;
                    default -> null;
                };
        return asked == null || query == null || query.isEmpty() ? asked : asked.with(query);
    }

    private @Nullable Question with(String query) {
        Probe asked = probe;
        List<String> names = new ArrayList<>();
        boolean forConsul = false;
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = decoded(equals < 0 ? "" : parameter.substring(equals + 1));
            switch (key) {
                case "check" -> names.add(value);
                case "probe" -> {
                    Probe said = probe(value);
                    if (said == null || (probe != null && probe != said)) {
                        return null;
                    }
                    asked = said;
                }
                case "for" -> {
                    if (!value.equals("consul")) {
                        return null;
                    }
                    forConsul = true;
                }
                default -> {
                    // not ours
                }
            }
        }
        return new Question(asked, List.copyOf(names), forConsul);
    }

    boolean asks(CheckDefinition check) {
        return (probe == null || check.probe() == probe) && (checks.isEmpty() || checks.contains(check.name()));
    }

    private static @Nullable Probe probe(String word) {
        for (Probe one : Probe.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(word)) {
                return one;
            }
        }
        return null;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text; // the name of nothing
        }
    }
}
