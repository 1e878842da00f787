package dev.operable.config;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A record of settings that follows its sources. Safe for use by many threads; {@link Settings#live} makes it.
 *
 * <p>An update replaces the records of a {@link Settings} one right after the other, so settings that have to agree belong in
 * one record, and what is done with them starts with one {@link #get}.
 *
 * <pre>{@code
 * Live<HitsSettings> live = settings.live(HitsSettings.class);
 * live.onChange(update -> flusher.every(update.after().flushEvery()));
 * }</pre>
 */
public final class Live<T extends Record> {
    private volatile @Nullable T record;
    private final List<Consumer<? super Update<T>>> listeners = new CopyOnWriteArrayList<>();

    /** Without a record until the first is set, before anybody else knows of this. */
    Live() {}

    /** One that never changes, for tests. */
    public static <T extends Record> Live<T> of(T settings) {
        Live<T> live = new Live<>();
        live.record = settings;
        return live;
    }

    /** The record in force: one volatile read, so it may be asked wherever a value is needed. */
    @SuppressWarnings("NullAway") // nobody has one that is not set
    public T get() {
        return record;
    }

    @SuppressWarnings("unchecked") // the record of this type
    void set(Record next) {
        record = (T) next;
    }

    /**
     * Calls the listener after each change of this record, in the thread that reloads, before the next reload begins. What
     * it throws stops nobody: {@link Settings#onReload} hears of it.
     *
     * @return ends the calls when it is run
     */
    public Runnable onChange(Consumer<? super Update<T>> listener) {
        return subscribe(listeners, listener);
    }

    @SuppressWarnings("unchecked") // as in set()
    void changed(Record before, Record after, List<Change> changes, List<Throwable> failures) {
        tell(listeners, new Update<>((T) before, (T) after, changes), failures);
    }

    static <E> Runnable subscribe(List<Consumer<? super E>> listeners, Consumer<? super E> listener) {
        Consumer<E> mine = listener::accept; // so that of one that is added twice each ends by itself
        listeners.add(mine);
        return () -> listeners.remove(mine);
    }

    static <E> void tell(List<Consumer<? super E>> listeners, E event, List<Throwable> failures) {
        for (Consumer<? super E> listener : listeners) {
            try {
                listener.accept(event);
            } catch (Throwable thrown) { // an Error of one listener is no reason to keep the others in the dark
                failures.add(thrown);
            }
        }
    }

    /**
     * A change of a record.
     *
     * @param changes its variables that changed; at least one
     */
    public record Update<T>(T before, T after, List<Change> changes) {
        public Update {
            changes = List.copyOf(changes);
        }

        /** The changes; the records may hold secrets in plain text. */
        @Override
        public String toString() {
            return changes.toString();
        }
    }

    /** What a bound record implements that cannot take the place of just any other while the service runs. */
    @FunctionalInterface
    public interface Replaceable<T> {
        /**
         * Asks a new record, before anything changes, whether it can take the place of the one in force. It throws, by
         * {@link Check} as a constructor does, to keep the whole update out. Records inside are not asked; pass it on.
         */
        void canReplace(T running);
    }
}
