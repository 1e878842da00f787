package dev.operable.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The sources in their order, and the rule that {@code X_FILE} names the file with the value of {@code X}.
 *
 * @param inOrder the one that wins first
 * @param declared variables that records read; a declared {@code X_FILE} is a setting of its own
 */
record Sources(List<Source> inOrder, Set<String> declared) {
    static final String FILE = "_FILE";

    Sources {
        inOrder = List.copyOf(inOrder);
        declared = Set.copyOf(declared);
    }

    /** The value that wins, or null if no source has one. */
    Source.@Nullable Entry find(String key, boolean emptyCounts) throws Refusal {
        for (Source source : inOrder) {
            Source.Entry direct = present(source, key, emptyCounts);
            Source.Entry named = declared.contains(key + FILE) ? null : present(source, key + FILE, false);
            if (direct != null && named != null) {
                throw new Refusal(
                        "and " + key + FILE + " are both set in " + source.name() + ". Remove one of them.", key);
            }
            if (direct != null) {
                checkIntact(key, direct);
                return direct;
            }
            if (named != null) {
                Source.Entry read = ValueFile.read(key + FILE, named);
                return read.text().isEmpty() && !emptyCounts ? null : read;
            }
        }
        return null;
    }

    /** Which of the names of one setting the highest source uses; the first of them where no source has any. */
    String used(List<String> names, boolean emptyCounts) throws Refusal {
        for (Source source : inOrder) {
            List<String> set = new ArrayList<>();
            for (String name : names) {
                if (isSet(source, name, emptyCounts)) {
                    set.add(name);
                }
            }
            if (differ(source, set)) {
                throw new Refusal(
                        "and " + String.join(", ", set.subList(1, set.size()))
                                + " are names of one setting and differ in " + source.name() + ". Set " + names.get(0)
                                + " alone.",
                        set.get(0));
            }
            if (!set.isEmpty()) {
                return set.get(0);
            }
        }
        return names.get(0);
    }

    /** Where a variable is set to something, read after "in"; null if nowhere. */
    @Nullable
    String place(String key) {
        for (Source source : inOrder) {
            Source.Entry entry = present(source, key, false);
            if (entry != null) {
                return entry.place();
            }
        }
        return null;
    }

    private boolean isSet(Source source, String key, boolean emptyCounts) {
        return present(source, key, emptyCounts) != null
                || (!declared.contains(key + FILE) && present(source, key + FILE, false) != null);
    }

    /** While a service is rolled out, its old and its new version may need the same value under two names. */
    private static boolean differ(Source source, List<String> set) {
        for (String name : set) {
            if (!written(source, name).equals(written(source, set.get(0)))) {
                return true;
            }
        }
        return false;
    }

    private static String written(Source source, String key) {
        Source.Entry direct = source.entries().get(key);
        Source.Entry named = source.entries().get(key + FILE);
        return (direct == null ? "" : "=" + direct.text()) + (named == null ? "" : FILE + "=" + named.text());
    }

    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        inOrder.forEach(source -> keys.addAll(source.entries().keySet()));
        return keys;
    }

    /** A key that is set. */
    Source.Entry entry(String key) {
        for (Source source : inOrder) {
            Source.Entry entry = source.entries().get(key);
            if (entry != null) {
                return entry;
            }
        }
        throw new IllegalArgumentException(key + " is not set");
    }

    /** The bytes of a variable become U+FFFD where the locale has no characters for them; the value is lost by then. */
    private static void checkIntact(String key, Source.Entry entry) throws Refusal {
        if (entry.place().equals(Source.ENVIRONMENT) && entry.text().indexOf('\uFFFD') >= 0) {
            throw new Refusal(
                    "has bytes that are no text in " + System.getProperty("sun.jnu.encoding")
                            + ", the character set of this process. Start it with LC_ALL=C.UTF-8, or put the value into a"
                            + " file that " + key + FILE + " names.",
                    key);
        }
    }

    private static Source.@Nullable Entry present(Source source, String key, boolean emptyCounts) {
        Source.Entry entry = source.entries().get(key);
        return entry == null || (entry.text().isEmpty() && !emptyCounts) ? null : entry;
    }
}
