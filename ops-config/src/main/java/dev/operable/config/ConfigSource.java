package dev.operable.config;

import java.util.Map;
import java.util.Optional;

/**
 * A place that settings come from beside the environment and {@code .env}: a key-value store, a folder, a database. The
 * environment and {@code .env} win over it, and it wins over the defaults. Used by one thread at a time.
 *
 * <pre>{@code
 * Settings.of("hits").environment(System.getenv()).source(consulKv).bind(HitsSettings.class).load();
 * }</pre>
 */
public interface ConfigSource {
    /** Read after "in" and "from": {@code Consul KV}. */
    String name();

    /**
     * All that it has now, by variable. Asked once by each load and reload, by each {@link Settings.Builder#value} and once in
     * each period of the watch, so it answers from memory or at once. When it throws there is a problem, and at a reload the settings in force stay.
     */
    Map<String, ConfigValue> values();

    /**
     * Why {@link #values} may lack something, for people. It is no problem alone, and is told beside others.
     */
    default Optional<String> incomplete() {
        return Optional.empty();
    }

    /**
     * Begins to follow the place, until the returned object is closed. One that cannot is looked at once in a period.
     *
     * @param changed returns at once and may be run by any thread, at any time, and once too often
     */
    default AutoCloseable watch(Runnable changed) {
        return () -> {};
    }
}
