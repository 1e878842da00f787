package dev.operable.config;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a service: variables bound to records, all of them valid. Safe for use by many threads.
 *
 * <pre>{@code
 * Settings settings = Settings.of("hits").environment(System.getenv()).bind(HitsSettings.class).load();
 * HitsSettings hits = settings.get(HitsSettings.class);
 * }</pre>
 *
 * <p>{@link #get} gives what was bound at the start, for ever. {@link #live} gives what is in force now; {@link #watch}
 * follows the sources, and {@link #reload} looks at them once. Nothing of that runs unless it is called.
 */
public final class Settings implements AutoCloseable {
    private final String service;
    private final Map<Class<?>, Record> loaded = new HashMap<>();
    private final InForce inForce;

    private Settings(String service, List<RecordShape> shapes, InForce inForce) {
        this.service = service;
        for (RecordShape shape : shapes) {
            loaded.put(shape.type, bound(inForce.lives, shape.type).get());
        }
        this.inForce = inForce;
    }

    /** Begins the settings of a service, whose name heads the report of problems. */
    public static Builder of(String service) {
        return new Builder(service);
    }

    /**
     * The record as it was bound at the start.
     *
     * @throws IllegalArgumentException if it was not bound
     */
    public <T extends Record> T get(Class<T> type) {
        return type.cast(bound(loaded, type));
    }

    /**
     * The record as it is in force now.
     *
     * @throws IllegalArgumentException if it was not bound
     */
    @SuppressWarnings("unchecked") // each has its place by its type
    public <T extends Record> Live<T> live(Class<T> type) {
        return (Live<T>) bound(inForce.lives, type);
    }

    private static <V> V bound(Map<Class<?>, V> all, Class<?> type) {
        V bound = all.get(type);
        if (bound == null) {
            throw new IllegalArgumentException(
                    type.getName() + " was not bound. Add bind(" + type.getSimpleName() + ".class) before load().");
        }
        return bound;
    }

    /**
     * Looks at all sources now. If everything is right, all records are replaced and then the listeners are
     * called; else everything stays as it is.
     *
     * @return what is wrong, by the same rules as at {@link Builder#load}; empty when all is in force
     * @throws IllegalStateException if a listener calls it
     */
    public List<Problem> reload() {
        return inForce.update(true);
    }

    /**
     * Reloads in a thread of its own, {@code ops-settings}, whenever a source says that it changed; and looks once in each
     * period at every source, {@code .env} and the files that {@code X_FILE} names, by their content. A second call does
     * nothing.
     *
     * <p>Without an {@link #onReload} listener the thread's handler of uncaught exceptions hears of an update that is kept
     * out, as a {@link ConfigException}.
     *
     * @param period 10 seconds are a good one
     */
    public void watch(Duration period) {
        Check.positive("period", period);
        inForce.watch(period);
    }

    /**
     * Calls the listener after each reload that changed something, and once for each new set of problems, also when it is
     * the empty one. What it throws itself goes to the handler of uncaught exceptions of the thread.
     *
     * @return ends the calls when it is run
     */
    public Runnable onReload(Consumer<? super Reload> listener) {
        return Live.subscribe(inForce.listeners, listener);
    }

    /** What keeps the last update of the sources from being in force; empty when all is in force. */
    public List<Problem> problems() {
        return inForce.problems;
    }

    /** What is in force, and where it came from. */
    public Explanation explain() {
        return inForce.explain();
    }

    /** Ends the watch for good; an update under way ends by itself. */
    @Override
    public void close() {
        inForce.close();
    }

    /**
     * How a reload ended.
     *
     * @param changes what is in force since, of all records
     * @param problems why nothing is, if there is one
     * @param failures what the listeners of the {@link Live} records threw
     */
    public record Reload(List<Change> changes, List<Problem> problems, List<Throwable> failures) {
        public Reload {
            changes = List.copyOf(changes);
            problems = List.copyOf(problems);
            failures = List.copyOf(failures);
        }
    }

    /**
     * A variable whose name is known only now. An empty one is absent. A file named by {@code X_FILE} is read anew by each
     * call, unless a record has the variable.
     *
     * @throws ConfigException if that file cannot be read
     */
    public Optional<String> value(String key) {
        return value(service, inForce.sources, key);
    }

    /** Old names that were used, each with the name to use instead. The service runs; somebody should rename them. */
    public List<Problem> warnings() {
        return inForce.warnings;
    }

    private static Optional<String> value(String service, Sources sources, String key) {
        try {
            ConfigValue value = sources.find(key, false);
            return value == null ? Optional.empty() : Optional.of(value.text());
        } catch (Refusal refused) {
            String about = refused.key;
            throw new ConfigException(service, List.of(new Problem(about == null ? key : about, refused.reason)));
        }
    }

    /** Collects sources and records; {@link #load} makes the settings. Not safe for use by many threads. */
    public static final class Builder {
        private final String service;
        private final Map<String, String> code = new TreeMap<>();
        private final Map<String, String> defaults = new TreeMap<>();
        private final Map<Class<?>, Conversion> converters = new LinkedHashMap<>();
        private final Map<Class<?>, RecordShape> shapes = new LinkedHashMap<>();
        /** By each name that the records know, old ones too, the first variable that has it. */
        private Map<String, Variable> names = Map.of();

        private boolean shared;
        private final Set<String> readEarlier = new LinkedHashSet<>();
        private final Set<String> owned = new LinkedHashSet<>(Set.of("OPS_"));
        private Source environment = Source.of(Map.of(), Source.ENVIRONMENT);
        private final List<ConfigSource> others = new ArrayList<>();
        private @Nullable Path dotEnv;
        private Clock clock = Clock.systemUTC();

        private Builder(String service) {
            this.service = service;
        }

        /** Sets a variable in code, which wins over every other source. */
        public Builder set(String key, String value) {
            code.put(key, Source.given(key, value));
            return this;
        }

        /** What a variable is when no source sets it; wins over the {@link Default} of its component. */
        public Builder otherwise(String key, String value) {
            defaults.put(key, Source.given(key, value));
            return this;
        }

        /** The variables of the process, usually {@code System.getenv()}. */
        public Builder environment(Map<String, String> variables) {
            environment = Source.of(variables, Source.ENVIRONMENT);
            return this;
        }

        /** Reads a {@code .env} file, which the environment wins over. An absent file is as good as an empty one. */
        public Builder dotEnv(Path file) {
            dotEnv = file;
            return this;
        }

        /** Reads from a place of another kind, which the environment and {@code .env} win over, and earlier ones of these. */
        public Builder source(ConfigSource source) {
            others.add(source);
            return this;
        }

        /** The time of changes, for tests. */
        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Binds a record.
         *
         * @throws IllegalArgumentException if a component has a type that no text can become, a default is not of its
         *     type, a name is one that no variable can have or that is an old name of another, or the package of the
         *     record is not open to this module
         */
        public Builder bind(Class<? extends Record> type) {
            if (!shapes.containsKey(type)) {
                RecordShape shape = (converters.isEmpty() ? Converters.OURS : new Converters(converters)).get(type);
                names = new HashMap<>(names); // what is loaded already keeps the one it has
                for (Variable variable : shape.variables) {
                    add(variable);
                }
                shapes.put(type, shape);
            }
            return this;
        }

        /** An old name that is in use would be read for two, or told not to be read. */
        private void add(Variable variable) {
            for (int i = 0; i < variable.names.size(); i++) {
                String name = variable.names.get(i);
                Variable other = names.putIfAbsent(name, variable);
                boolean isKey = i == 0;
                if (other != null && isKey != other.key.equals(name)) {
                    throw new IllegalArgumentException(name + " is an old name of " + (isKey ? other : variable).key
                            + " and the name of another variable. Rename one of them.");
                }
                shared |= other != null;
            }
        }

        /**
         * Reads a type in a way of its own, also inside an {@code Optional}, a list or a map; wins over any other way to read
         * it.
         *
         * @param noun with its article, as the report reads it: {@code "an amount"}
         * @param example a text that fits, or several as a sentence enumerates them; may be empty
         * @throws IllegalStateException if a record is bound already, whose types were settled then
         */
        public <T> Builder converter(Class<T> type, String noun, String example, Converter<T> converter) {
            if (!shapes.isEmpty()) {
                throw new IllegalStateException("converter(" + type.getSimpleName()
                        + ".class, ...) comes after bind(...). Move it before the first bind(...).");
            }
            converters.put(Converters.boxed(type), Conversion.free(noun, example, converter));
            return this;
        }

        /**
         * Says that every variable that begins so is this service's: one that nothing reads is a problem, as it is with
         * {@code OPS_}. A variable that is only read later, by {@link Settings#value}, has to be asked for once by {@link
         * #value} before {@link #load}.
         *
         * @throws IllegalArgumentException if the prefix is shorter than two characters
         */
        public Builder owns(String prefix) {
            if (prefix.length() < 2) {
                throw new IllegalArgumentException(
                        "\"" + prefix + "\" begins names of others too. Give a prefix such as HITS_.");
            }
            owned.add(prefix);
            return this;
        }

        /**
         * A variable that decides what to bind, before {@link #load}. An empty one is absent.
         *
         * @throws ConfigException if it is in a file that cannot be read
         */
        public Optional<String> value(String key) {
            readEarlier.add(key);
            return Settings.value(service, look().get(), key);
        }

        /**
         * Binds a record that decides where to read the rest, before {@link #load}: to what the sources say now, whatever else
         * they say.
         *
         * @throws ConfigException with every problem of this record, if there is one
         */
        public <T extends Record> T early(Class<T> type) {
            bind(type);
            Binder binder = new Binder(look().get());
            Object bound = binder.bind(Objects.requireNonNull(shapes.get(type)));
            if (bound == null || !binder.problems.isEmpty()) {
                throw new ConfigException(service, binder.problems);
            }
            return type.cast(bound);
        }

        /** All variables that the records read, as the text of a {@code .env.example}; none of them has to be set. */
        public String example() {
            return Described.example(service, shapes());
        }

        /**
         * All variables that the records read, as a Markdown table: what each takes, its default (never that of a secret)
         * and what it means. None of them has to be set.
         */
        public String table() {
            return Described.table(shapes());
        }

        /**
         * Makes all records.
         *
         * @throws IllegalArgumentException if two records read one variable with different defaults, or one reads the {@code
         *     X_FILE} of a {@link Secret} as a variable of its own
         * @throws ConfigException with every problem of every record, if there is one
         */
        public Settings load() {
            List<RecordShape> bound = shapes();
            Unread unread = new Unread(bound, Set.copyOf(readEarlier), Set.copyOf(owned));
            InForce inForce = new InForce(service, bound, List.copyOf(others), look(), unread, clock);
            List<Problem> problems = inForce.update(true);
            if (!problems.isEmpty()) {
                throw new ConfigException(service, problems);
            }
            return new Settings(service, bound, inForce);
        }

        /** What one record says of a variable holds in all that read it: nothing told of one is false of another. */
        private List<RecordShape> shapes() {
            Set<String> secrets = new HashSet<>();
            Set<String> demanded = new HashSet<>();
            for (RecordShape shape : shapes.values()) {
                for (Variable variable : shape.variables) {
                    String key = variable.key;
                    Variable other = names.getOrDefault(key, variable);
                    // of one record only one of several choices may be read, so that each has its own
                    if (other != variable && !shape.variables.contains(other) && !defaults.containsKey(key)) {
                        if (!Objects.equals(other.unset, variable.unset)) {
                            throw new IllegalArgumentException(other.name + " and " + variable.name + " read " + key
                                    + " with different defaults. Give both the same, or set it with otherwise(\"" + key
                                    + "\", ...).");
                        }
                        if (other.required || variable.required) {
                            demanded.add(key);
                        }
                    }
                    if (variable.conversion.secret && names.containsKey(key + Sources.FILE)) {
                        String file = key + Sources.FILE;
                        throw new IllegalArgumentException(file + " names the file that holds " + key + " of "
                                + variable.name + ", a secret. Remove the component that reads " + file + " itself.");
                    }
                    if (variable.secret) {
                        secrets.addAll(variable.read);
                    }
                }
            }
            List<RecordShape> changed = new ArrayList<>();
            for (RecordShape shape : shapes.values()) {
                changed.add(shared || !defaults.isEmpty() ? shape.with(defaults, secrets, demanded) : shape);
            }
            return changed;
        }

        /** How to look at the sources that are named by now. */
        private Supplier<Sources> look() {
            Set<String> declared = names.keySet();
            Source first = Source.of(code, Source.CODE);
            Source second = environment;
            Path third = dotEnv;
            List<ConfigSource> last = List.copyOf(others);
            return () -> Sources.read(first, second, third, last, declared);
        }
    }
}
