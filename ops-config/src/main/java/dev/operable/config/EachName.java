package dev.operable.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A record that is read once for each name that the sources know: of {@code OPS_RPC_HITS_DEADLINE} the prefix is {@code
 * OPS_RPC_}, the name {@code HITS} and the rest a variable of the record. Immutable.
 */
final class EachName {
    private static final String END = "_";

    final Class<?> type;
    private final String prefix;
    private final Converters converters;
    /** The record as lists of variables show it, with a word in place of the name. */
    final RecordShape shown;

    private final Set<String> endings = new TreeSet<>();

    /** @param placeholder the word that stands for the name */
    EachName(String prefix, String placeholder, Class<?> type, Converters converters) {
        this.type = type;
        this.prefix = prefix;
        this.converters = converters;
        String inside = prefix + placeholder + END;
        this.shown = RecordShape.of(type, inside, converters);
        for (Variable variable : shown.variables) {
            for (String each : variable.names) {
                endings.add(each.substring(inside.length()));
            }
        }
    }

    /** The name in a variable, or null if it is none of these. The longest ending counts, so that names stay short. */
    @Nullable
    String name(String variable) {
        String key = ofFile(variable);
        String longest = null;
        for (String ending : endings) {
            boolean fits = key.startsWith(prefix)
                    && key.endsWith(END + ending)
                    && key.length() > prefix.length() + END.length() + ending.length();
            longest = fits && (longest == null || ending.length() > longest.length()) ? ending : longest;
        }
        return longest == null ? null : key.substring(prefix.length(), key.length() - END.length() - longest.length());
    }

    private String ofFile(String variable) {
        boolean ofFile = variable.endsWith(Sources.FILE)
                && endings.stream().noneMatch(ending -> variable.endsWith(END + ending));
        return ofFile ? variable.substring(0, variable.length() - Sources.FILE.length()) : variable;
    }

    String inside(String name) {
        return prefix + name + END;
    }

    /** One record for each name that any of the sources sets something for, in the order of the names. */
    List<RecordShape> shapes(Sources sources) {
        Set<String> names = new TreeSet<>();
        for (String key : sources.keys()) {
            String name = name(key);
            if (name != null) {
                names.add(name);
            }
        }
        List<RecordShape> shapes = new ArrayList<>();
        for (String name : names) {
            shapes.add(RecordShape.of(type, inside(name), converters));
        }
        return shapes;
    }

    /** What somebody may have meant who wrote this: each part of it may be the name. */
    Set<String> meant(String typed) {
        Set<String> meant = new TreeSet<>();
        if (typed.startsWith(prefix)) {
            for (int end = typed.indexOf(END, prefix.length() + 1); end > 0; end = typed.indexOf(END, end + 1)) {
                for (String ending : endings) {
                    meant.add(typed.substring(0, end) + END + ending);
                }
            }
        }
        return meant;
    }
}
