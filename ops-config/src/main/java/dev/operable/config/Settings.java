package dev.operable.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of a service: variables bound to records, all of them valid. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * Settings settings = Settings.of("hits").environment(System.getenv()).bind(HitsSettings.class).load();
 * HitsSettings hits = settings.get(HitsSettings.class);
 * }</pre>
 */
public final class Settings {
    private final String service;
    private final Sources sources;
    private final Map<Class<?>, Object> bound;
    private final String description;

    private Settings(String service, Sources sources, Map<Class<?>, Object> bound, String description) {
        this.service = service;
        this.sources = sources;
        this.bound = Map.copyOf(bound);
        this.description = description;
    }

    /** Begins the settings of a service, whose name heads the report of problems. */
    public static Builder of(String service) {
        return new Builder(service);
    }

    /**
     * The bound record.
     *
     * @throws IllegalArgumentException if it was not bound
     */
    public <T extends Record> T get(Class<T> type) {
        Object value = bound.get(type);
        if (value == null) {
            throw new IllegalArgumentException(
                    type.getName() + " was not bound. Add bind(" + type.getSimpleName() + ".class) before load().");
        }
        return type.cast(value);
    }

    /**
     * A variable whose name is known only now. An empty one is absent. A file named by {@code X_FILE} is read anew by each
     * call.
     *
     * @throws ConfigException if that file cannot be read
     */
    public Optional<String> value(String key) {
        return value(service, sources, key);
    }

    /** All variables that the records read, as the text of a {@code .env.example}. */
    public String describe() {
        return description;
    }

    private static Optional<String> value(String service, Sources sources, String key) {
        try {
            return Optional.ofNullable(sources.find(key, false)).map(Source.Entry::text);
        } catch (Refusal refused) {
            String about = refused.key();
            throw new ConfigException(service, List.of(new Problem(about == null ? key : about, refused.reason())));
        }
    }

    /** Collects sources and records; {@link #load} makes the settings. Not safe for use by many threads. */
    public static final class Builder {
        private final String service;
        private final Map<String, String> code = new TreeMap<>();
        private final Map<String, String> defaults = new TreeMap<>();
        private final Map<Class<?>, Conversion> converters = new LinkedHashMap<>();
        private final Map<Class<?>, RecordShape> shapes = new LinkedHashMap<>();
        private final Set<String> readEarlier = new LinkedHashSet<>();
        private Source environment = Source.of(Map.of(), Source.ENVIRONMENT);
        private DotEnv.Content dotEnv = new DotEnv.Content(Source.of(Map.of(), ".env"), List.of());

        private Builder(String service) {
            this.service = service;
        }

        /** Sets a variable in code, which wins over every other source. */
        public Builder set(String key, String value) {
            code.put(key, value);
            return this;
        }

        /** What a variable is when no source sets it; wins over the {@link Default} of its component. */
        public Builder otherwise(String key, String value) {
            defaults.put(key, value);
            return this;
        }

        /** The variables of the process, usually {@code System.getenv()}. */
        public Builder environment(Map<String, String> variables) {
            environment = Source.of(variables, Source.ENVIRONMENT);
            return this;
        }

        /** Reads a {@code .env} file, which the environment wins over. An absent file is as good as an empty one. */
        public Builder dotEnv(Path file) {
            dotEnv = DotEnv.read(file);
            return this;
        }

        /**
         * Binds a record.
         *
         * @throws IllegalArgumentException if a component has a type that no text can become, a default is not of its
         *     type, or the package of the record is not open to this module
         */
        public Builder bind(Class<? extends Record> type) {
            shapes.computeIfAbsent(type, record -> RecordShape.of(record, new Converters(converters)));
            return this;
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
            converters.put(type, new Conversion(Form.free(noun, example), converter));
            return this;
        }

        /**
         * A variable that decides what to bind, before {@link #load}. An empty one is absent.
         *
         * @throws ConfigException if it is in a file that cannot be read
         */
        public Optional<String> value(String key) {
            readEarlier.add(key);
            return Settings.value(service, sources(), key);
        }

        /** As {@link Settings#describe()}, also where required variables are missing. */
        public String describe() {
            return Described.example(service, List.copyOf(shapes().values()));
        }

        /**
         * Makes all records.
         *
         * @throws ConfigException with every problem of every record, if there is one
         */
        public Settings load() {
            Sources sources = sources();
            Binder binder = new Binder(sources);
            Map<Class<?>, Object> bound = new LinkedHashMap<>();
            shapes().forEach((type, shape) -> {
                Object value = binder.bind(shape);
                if (value != null) {
                    bound.put(type, value);
                }
            });
            List<Problem> problems = new ArrayList<>(binder.problems());
            problems.addAll(dotEnv.problems());
            problems.addAll(Unread.problems(sources, readEarlier, binder));
            if (!problems.isEmpty()) {
                throw new ConfigException(service, problems);
            }
            return new Settings(service, sources, bound, describe());
        }

        private Map<Class<?>, RecordShape> shapes() {
            Map<Class<?>, RecordShape> changed = new LinkedHashMap<>();
            shapes.forEach((type, shape) -> changed.put(type, shape.withDefaults(defaults)));
            return changed;
        }

        private Sources sources() {
            Set<String> declared = shapes.values().stream()
                    .flatMap(RecordShape::variables)
                    .map(RecordShape.Variable::key)
                    .collect(Collectors.toSet());
            return new Sources(List.of(Source.of(code, Source.CODE), environment, dotEnv.source()), declared);
        }
    }
}
