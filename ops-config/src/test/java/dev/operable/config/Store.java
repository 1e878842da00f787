package dev.operable.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A key-value store in memory, whose content is replaced as a whole. */
final class Store implements ConfigSource {
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger followers = new AtomicInteger();

    private volatile Map<String, ConfigValue> content = Map.of();
    private volatile RuntimeException failure = new IllegalStateException();
    private volatile boolean failing;
    private volatile Runnable changed = () -> {};
    private int index;

    /** {@code put("A", "1", "B", "2")} holds just that afterwards. */
    void put(String... pairs) {
        Map<String, ConfigValue> values = new TreeMap<>();
        index++;
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], new ConfigValue(pairs[i + 1], "Store key " + pairs[i] + " at index " + index));
        }
        content = Map.copyOf(values);
        failing = false;
        changed.run();
    }

    void fail(RuntimeException thrown) {
        failure = thrown;
        failing = true;
        changed.run();
    }

    @Override
    public String name() {
        return "Store";
    }

    @Override
    public Map<String, ConfigValue> values() {
        asked.incrementAndGet();
        if (failing) {
            throw failure;
        }
        return content;
    }

    @Override
    public AutoCloseable watch(Runnable changed) {
        this.changed = changed;
        followers.incrementAndGet();
        return followers::decrementAndGet;
    }
}
