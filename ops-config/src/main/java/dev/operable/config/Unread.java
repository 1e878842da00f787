package dev.operable.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Variables that nothing reads: under a prefix that the service owns each is a mistake; elsewhere only one that looks like
 * a slip for a variable that is not set, since the environment is full of other people's.
 */
final class Unread {
    private final Sources sources;
    private final Set<String> readEarlier;
    private final Set<String> owned;
    private final Binder binder;

    /** The variables that were asked for by name, and the prefixes. */
    Unread(Sources sources, Set<String> readEarlier, Set<String> owned, Binder binder) {
        this.sources = sources;
        this.readEarlier = readEarlier;
        this.owned = owned;
        this.binder = binder;
    }

    /** Sorted by name. */
    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (String key : sources.foreignKeys()) {
            if (isRead(key) || isServiceLink(key, sources.entry(key).text())) {
                continue;
            }
            boolean own = owned.stream().anyMatch(key::startsWith);
            String meant = meant(key, own);
            if (meant != null || own) {
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

    private boolean isRead(String key) {
        return isKnown(key)
                || (key.endsWith(Sources.FILE) && isKnown(key.substring(0, key.length() - Sources.FILE.length())));
    }

    private boolean isKnown(String key) {
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

    private @Nullable String meant(String key, boolean own) {
        // as it would be written here: in capitals, with underscores
        String typed = key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
        if (own) {
            return EditDistance.nearest(typed, withFiles(binder.known()), EditDistance::generous);
        }
        int tooShort = typed.indexOf('_') < 0 ? 4 : 2;
        String missing = EditDistance.nearest(typed, alike(typed, binder.missing(), tooShort), EditDistance::fair);
        return missing != null
                ? missing
                : EditDistance.nearest(typed, alike(typed, binder.defaulted(), 3), EditDistance::strict);
    }

    /** Where both names have as many words, each has to look like its counterpart: a host is no port. */
    private static Collection<String> alike(String typed, Set<String> keys, int tooShort) {
        String[] words = typed.split("_", -1);
        Set<String> alike = new TreeSet<>();
        for (String key : withFiles(keys)) {
            String[] others = key.split("_", -1);
            boolean fits = true;
            for (int i = 0; i < words.length && words.length == others.length; i++) {
                fits &= isSlip(words[i], others[i], tooShort);
            }
            if (fits) {
                alike.add(key);
            }
        }
        return alike;
    }

    private static boolean isSlip(String typed, String word, int tooShort) {
        if (Math.abs(typed.length() - word.length()) > 2) {
            return false;
        }
        int slips = EditDistance.between(typed, word);
        boolean swapped = slips == 1 && typed.length() == word.length() && sum(typed) == sum(word);
        return slips == 0 || swapped || (word.length() > tooShort && slips <= (word.length() < 8 ? 1 : 2));
    }

    private static int sum(String word) {
        return word.chars().sum();
    }

    private static Set<String> withFiles(Set<String> keys) {
        Set<String> both = new TreeSet<>(keys);
        keys.forEach(key -> both.add(key + Sources.FILE));
        return both;
    }
}
