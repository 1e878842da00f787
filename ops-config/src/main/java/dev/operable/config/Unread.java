package dev.operable.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Variables that nothing reads: under a prefix that the service owns each is a mistake; elsewhere only one that looks like
 * a slip for a variable that is not set, since the environment is full of other people's.
 */
final class Unread {
    /** What systems, shells and their tools set on their own, {@code LC_...} besides; nobody who starts a service can help it. */
    private static final String OF_SYSTEMS =
            " PATH HOME USER LOGNAME USERNAME HOSTNAME HOST NAME SHELL LANG LANGUAGE TERM TMPDIR TMP TEMP PWD OLDPWD SHLVL"
                    + " MAIL EDITOR VISUAL PAGER TZ DISPLAY COLUMNS LINES UID GROUPS PS1 OS OSTYPE HOSTTYPE MACHTYPE MANPATH"
                    + " INFOPATH CLASSPATH JAVA_HOME JAVA_OPTS JAVA_VERSION LS_COLORS COLORTERM XDG_DATA_DIRS"
                    + " LISTEN_PID LISTEN_FDS LISTEN_FDNAMES NOTIFY_SOCKET INVOCATION_ID CI"
                    + " http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY"
                    + " Path PATHEXT COMPUTERNAME USERDOMAIN USERPROFILE HOMEDRIVE HOMEPATH APPDATA windir ";

    /** In any name. */
    private static final int MOST_SLIPS = 3;

    private final List<RecordShape> shapes;
    private final Set<String> readEarlier;
    private final Set<String> owned;

    /**
     * For a service.
     *
     * @param readEarlier what was asked for by name
     * @param owned the prefixes
     */
    Unread(List<RecordShape> shapes, Set<String> readEarlier, Set<String> owned) {
        this.shapes = shapes;
        this.readEarlier = readEarlier;
        this.owned = owned;
    }

    /** Sorted by name; the binder has bound all records. */
    List<Problem> problems(Sources sources, Binder binder) {
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, String> idle : binder.idle.entrySet()) {
            for (String suffix : Sources.SUFFIXES) {
                String key = idle.getKey() + suffix;
                ConfigValue value = sources.first(key);
                if (value != null && !binder.reads(idle.getKey()) && !binder.reads(key) && !isOfOthers(key, value)) {
                    problems.add(new Problem(key, "is set " + value.where() + idle.getValue()));
                }
            }
        }
        for (Map.Entry<String, ConfigValue> foreign : sources.foreign().entrySet()) {
            String key = foreign.getKey();
            ConfigValue value = foreign.getValue();
            String ofFile = key.endsWith(Sources.FILE) ? key.substring(0, key.length() - Sources.FILE.length()) : key;
            if (sources.declared.contains(ofFile)
                    || readEarlier.contains(key)
                    || readEarlier.contains(ofFile)
                    || isOfOthers(key, value)) {
                continue;
            }
            boolean own = isOwned(key);
            String meant = meant(key, own, binder);
            if (meant != null || own) {
                String fix = meant == null ? "Remove it or correct its name." : "Did you mean " + meant + "?";
                problems.add(new Problem(key, "is set " + value.where() + "but nothing reads it. " + fix));
            }
        }
        return problems;
    }

    private boolean isOwned(String key) {
        for (String prefix : owned) {
            if (key.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Kubernetes adds these for every service of a namespace, whatever its name: {@code A_PORT=tcp://10.0.0.1:80}. */
    private static boolean isOfOthers(String key, ConfigValue value) {
        boolean ofSystem = key.startsWith("LC_") || OF_SYSTEMS.contains(' ' + key + ' ');
        int port = key.indexOf("_PORT_");
        boolean portFollows = port >= 0 && Character.isDigit((key + ".").charAt(port + "_PORT_".length()));
        return (ofSystem && value.place().equals(Source.ENVIRONMENT))
                || key.endsWith("_SERVICE_HOST")
                || key.contains("_SERVICE_PORT")
                || portFollows
                || (key.endsWith("_PORT") && value.text().contains("://"));
    }

    private @Nullable String meant(String key, boolean own, Binder binder) {
        // as it would be written here: in capitals, with underscores
        String typed = key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
        if (own) {
            Set<String> keys = new TreeSet<>();
            for (RecordShape shape : shapes) {
                for (Variable variable : shape.variables) {
                    keys.add(variable.key);
                }
            }
            return Names.nearest(typed, withFiles(keys), Names.GENEROUS);
        }
        int[] fair = {typed.indexOf('_') < 0 ? 5 : 3, 8};
        int[] strict = {4, 8};
        String missing = Names.nearest(typed, alike(typed, binder.missing, fair), Names.FAIR);
        return missing != null ? missing : Names.nearest(typed, alike(typed, binder.defaulted, strict), Names.STRICT);
    }

    /** Where both names have as many words, each has to look like its counterpart: a host is no port. */
    private static Collection<String> alike(String typed, Set<String> keys, int[] allowed) {
        String[] words = typed.split("_", -1);
        Set<String> alike = new TreeSet<>();
        for (String key : withFiles(keys)) {
            boolean fits = Math.abs(key.length() - typed.length()) <= MOST_SLIPS;
            String[] others = fits ? key.split("_", -1) : words;
            for (int i = 0; i < words.length && words.length == others.length && fits; i++) {
                fits = Names.slips(words[i], others[i], allowed) != Names.TOO_MANY;
            }
            if (fits) {
                alike.add(key);
            }
        }
        return alike;
    }

    private static Set<String> withFiles(Set<String> keys) {
        Set<String> both = new TreeSet<>(keys);
        for (String key : keys) {
            both.add(key + Sources.FILE);
        }
        return both;
    }
}
