package dev.operable.health;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks by path and query. Parameters that are none of ours are passed over, as usual in HTTP.
 *
 * @param probe null for all of them
 * @param checks the only ones that count, by name; empty for all
 * @param consul whether a degraded service answers 429, which Consul takes for a warning
 * @param contradicts whether two probes are asked at once, so that there is no answer
 */
record Question(@Nullable Probe probe, List<String> checks, boolean consul, boolean contradicts) {
    private static final String PATH = "/self-check";

    static final Question EVERYTHING = new Question(null, List.of(), false, false);
    /** Two probes: whoever answered one of them would answer wrongly. */
    private static final Question CONTRADICTION = new Question(null, List.of(), false, true);

    private static final Question LIVE = new Question(Probe.LIVE, List.of(), false, false);
    private static final Question READY = new Question(Probe.READY, List.of(), false, false);
    private static final Question STARTED = new Question(Probe.STARTED, List.of(), false, false);

    /** The question; null where there is none of this path or with these words, one that {@link #contradicts} where there are two. */
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
        Set<String> names = new LinkedHashSet<>();
        boolean forConsul = false;
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String key = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = decoded(equals < 0 ? "" : parameter.substring(equals + 1));
            switch (key) {
                case "check" -> names.add(value);
                case "probe" -> {
                    Probe said = probe(value);
                    if (said == null) {
                        return null;
                    }
                    if (asked != null && asked != said) {
                        return CONTRADICTION;
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
        return new Question(asked, List.copyOf(names), forConsul, false);
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
