package dev.operable.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Variables that nothing reads: under the prefix that is Operable's own each is a mistake; elsewhere only one that looks
 * like a slip for a variable that is not set, since the environment is full of other people's.
 */
final class Unread {
    private static final String OWNED = "OPS_";

    private Unread() {}

    static List<Problem> problems(Sources sources, Set<String> readEarlier, Binder binder) {
        List<Problem> problems = new ArrayList<>();
        for (String key : sources.foreignKeys()) {
            if (isRead(key, sources, readEarlier)
                    || isServiceLink(key, sources.entry(key).text())) {
                continue;
            }
            String meant = meant(key, sources, binder);
            if (meant != null || key.startsWith(OWNED)) {
                String place = sources.entry(key).place();
                problems.add(new Problem(
                        key,
                        "is set " + (place.equals(Source.ENVIRONMENT) ? "" : "in " + place + " ")
                                + "but nothing reads it. "
                                + (meant == null ? "Remove it or correct its name." : "Did you mean " + meant + "?")));
            }
        }
        return problems;
    }

    private static boolean isRead(String key, Sources sources, Set<String> readEarlier) {
        return isKnown(key, sources, readEarlier)
                || (key.endsWith(Sources.FILE)
                        && isKnown(key.substring(0, key.length() - Sources.FILE.length()), sources, readEarlier));
    }

    private static boolean isKnown(String key, Sources sources, Set<String> readEarlier) {
        return sources.declared().contains(key) || readEarlier.contains(key);
    }

    /** Kubernetes sets these for every service of a namespace, whatever its name: {@code A_PORT=tcp://10.0.0.1:80}. */
    private static boolean isServiceLink(String key, String text) {
        int port = key.indexOf("_PORT_");
        boolean portFollows = port >= 0 && Character.isDigit((key + ".").charAt(port + "_PORT_".length()));
        return key.endsWith("_SERVICE_HOST")
                || key.contains("_SERVICE_PORT")
                || portFollows
                || (key.endsWith("_PORT") && text.contains("://"));
    }

    private static @Nullable String meant(String key, Sources sources, Binder binder) {
        if (key.startsWith(OWNED)) {
            return EditDistance.nearest(key, withFiles(sources.declared()), EditDistance::generous);
        }
        String missing = EditDistance.nearest(key, withFiles(binder.missing()), EditDistance::generous);
        return missing != null
                ? missing
                : EditDistance.nearest(key, withFiles(binder.defaulted()), EditDistance::strict);
    }

    private static Set<String> withFiles(Set<String> keys) {
        Set<String> both = new TreeSet<>(keys);
        keys.forEach(key -> both.add(key + Sources.FILE));
        return both;
    }
}
