package dev.operable.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the sources hold at one time, in their order, and the rule that {@code X_FILE} names the file with the value of
 * {@code X}. Not changed once it is made.
 */
final class Sources {
    static final String FILE = "_FILE";
    /** Of the two ways to set a variable. */
    static final List<String> SUFFIXES = List.of("", FILE);

    private static final int MOST_LOOKS = 100;

    /** The one that wins first. */
    private final List<Source> inOrder;
    /** Variables that records read; a declared {@code X_FILE} is a setting of its own. */
    final Set<String> declared;
    /** What the files of declared variables hold: an {@link ConfigValue}, or the text of a {@link Refusal}. */
    private final Map<String, Object> files;
    /** The sources that cannot be read. */
    final List<Problem> problems;

    Sources(List<Source> inOrder, Set<String> declared, Map<String, Object> files, List<Problem> problems) {
        this.inOrder = inOrder;
        this.declared = declared;
        this.files = files;
        this.problems = problems;
    }

    /** Looks at everything once. */
    static Sources read(
            Source code, Source environment, @Nullable Path dotEnv, List<ConfigSource> others, Set<String> declared) {
        List<Source> inOrder = new ArrayList<>(List.of(code, environment));
        List<Problem> problems = new ArrayList<>();
        if (dotEnv != null) {
            inOrder.add(DotEnv.read(dotEnv, problems));
        }
        for (ConfigSource other : others) {
            try {
                inOrder.add(new Source(other.name(), Map.copyOf(other.values()), false));
            } catch (Throwable failed) {
                Refusal.passOn(failed);
                String reason = Shown.closed(Shown.message(failed.toString()));
                problems.add(new Problem(other.name(), "cannot be read: " + reason));
            }
        }
        Map<String, Object> files = files(inOrder, declared);
        // Files that are replaced together, as Kubernetes does, are taken together: two looks in a row have to agree.
        for (int looks = 1; looks < MOST_LOOKS && files.size() > 1; looks++) {
            Map<String, Object> before = files;
            files = files(inOrder, declared);
            looks = files.equals(before) ? MOST_LOOKS : looks;
        }
        return new Sources(inOrder, declared, files, problems);
    }

    /** Whether nothing is new since the others were read. */
    boolean same(@Nullable Sources others) {
        return others != null && contents().equals(others.contents());
    }

    private List<Object> contents() {
        List<Object> contents = new ArrayList<>(List.of(files, problems));
        for (Source source : inOrder) {
            contents.add(source.name);
            contents.add(source.values());
        }
        return contents;
    }

    private static Map<String, Object> files(List<Source> inOrder, Set<String> declared) {
        Map<String, Object> files = new HashMap<>();
        for (Source source : inOrder) {
            for (Map.Entry<String, ConfigValue> entry : source.files.entrySet()) {
                String fileKey = entry.getKey() + FILE;
                if (source.namesFiles && declared.contains(entry.getKey()) && !declared.contains(fileKey)) {
                    files.put(id(fileKey, entry.getValue()), file(fileKey, entry.getValue()));
                }
            }
        }
        return files;
    }

    /** Two sources may name a file each for one variable. */
    private static String id(String fileKey, ConfigValue named) {
        return fileKey + '\n' + named.place() + '\n' + named.text();
    }

    private static Object file(String fileKey, ConfigValue named) {
        try {
            return Source.file(fileKey, named);
        } catch (Refusal refused) {
            return refused.reason; // matters only to a variable that this file is the value of
        }
    }

    /** As below, by the name that {@link #used} says. */
    @Nullable
    ConfigValue find(Variable variable) throws Refusal {
        return find(used(variable), variable.conversion.emptyCounts);
    }

    /** The value that wins, or null if no source has one. */
    @Nullable
    ConfigValue find(String key, boolean emptyCounts) throws Refusal {
        for (Source source : inOrder) {
            ConfigValue found = find(source, key, emptyCounts);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable ConfigValue find(Source source, String key, boolean emptyCounts) throws Refusal {
        ConfigValue direct = present(source, key, emptyCounts);
        ConfigValue named = named(source, key);
        if (named == null) {
            if (direct != null) {
                checkIntact(key, direct);
            }
            return direct;
        }
        String fileKey = key + FILE;
        if (!source.namesFiles) {
            throw new Refusal(
                    named.origin() + " names a file, which only the code, the environment and .env may do. Set " + key
                            + " there, or " + fileKey + " in the environment.",
                    fileKey);
        }
        if (direct != null) {
            throw new Refusal("and " + fileKey + " are both set in " + source.name + ". Remove one of them.", key);
        }
        Object known = files.get(id(fileKey, named));
        if (known instanceof String reason) {
            throw new Refusal(reason, fileKey);
        }
        ConfigValue read = known instanceof ConfigValue entry ? entry : Source.file(fileKey, named);
        return read.text().isEmpty() && !emptyCounts ? null : read;
    }

    /** What the sources and the default say of a variable: the value that wins, then the losers. */
    List<ConfigValue> all(Variable variable) {
        List<ConfigValue> all = new ArrayList<>();
        for (Source source : inOrder) {
            try {
                for (String name : variable.read) {
                    ConfigValue found = find(source, name, variable.conversion.emptyCounts);
                    if (found != null) {
                        all.add(found);
                        break;
                    }
                }
            } catch (Refusal unreadable) { // no matter to a loser; of a winner the binder says what is wrong
                all.add(new ConfigValue("", source.name + ", where it cannot be read"));
            }
        }
        if (variable.unset != null) {
            all.add(new ConfigValue(variable.unset, Binder.DEFAULT));
        }
        return all;
    }

    /** Which of the names of one setting the highest source uses; the first of them where no source has any. */
    String used(Variable variable) throws Refusal {
        List<String> names = variable.read;
        if (names.size() == 1) {
            return variable.key;
        }
        for (Source source : inOrder) {
            List<String> set = new ArrayList<>();
            Set<String> written = new HashSet<>();
            for (String name : names) {
                if (present(source, name, variable.conversion.emptyCounts) != null || named(source, name) != null) {
                    set.add(name);
                    written.add(written(source, name));
                }
            }
            // while a service is rolled out, its old and its new version may need the same value under two names
            if (written.size() > 1) {
                throw new Refusal(
                        "and " + String.join(", ", set.subList(1, set.size()))
                                + " are names of one setting and differ in " + source.name + ". Set " + variable.key
                                + " alone.",
                        set.get(0));
            }
            if (!set.isEmpty()) {
                return set.get(0);
            }
        }
        return variable.key;
    }

    /** The first place where a variable is set to something, whether that is its value or not; null if there is none. */
    @Nullable
    ConfigValue first(String key) {
        for (Source source : inOrder) {
            ConfigValue entry = present(source, key, false);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** What names the file with the value of a variable, or null. */
    private @Nullable ConfigValue named(Source source, String key) {
        ConfigValue named = source.files.get(key);
        return named == null || declared.contains(key + FILE) ? null : named;
    }

    private static String written(Source source, String key) {
        ConfigValue direct = source.values().get(key);
        ConfigValue named = source.values().get(key + FILE);
        return (direct == null ? "" : "=" + direct.text()) + (named == null ? "" : FILE + "=" + named.text());
    }

    /** What is set and no record reads, in the order of the names. */
    Map<String, ConfigValue> foreign() {
        Map<String, ConfigValue> foreign = new TreeMap<>();
        for (Source source : inOrder) {
            for (Map.Entry<String, ConfigValue> entry : source.values().entrySet()) {
                if (!declared.contains(entry.getKey())) {
                    foreign.putIfAbsent(entry.getKey(), entry.getValue());
                }
            }
        }
        return foreign;
    }

    /** The bytes of a variable become U+FFFD where the locale has no characters for them; the value is lost by then. */
    private static void checkIntact(String key, ConfigValue entry) throws Refusal {
        if (entry.place().equals(Source.ENVIRONMENT) && entry.text().indexOf('\uFFFD') >= 0) {
            throw new Refusal(
                    "has bytes that are no text in " + System.getProperty("sun.jnu.encoding")
                            + ", the character set of this process. Start it with LC_ALL=C.UTF-8, or put the value into a"
                            + " file that " + key + FILE + " names.",
                    key);
        }
    }

    private static @Nullable ConfigValue present(Source source, String key, boolean emptyCounts) {
        ConfigValue entry = source.values().get(key);
        return entry == null || (entry.text().isEmpty() && !emptyCounts) ? null : entry;
    }
}
