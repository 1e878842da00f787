package dev.operable.health;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the questions that probes ask again and again, as bytes. Each is good while no check has a new result,
 * the state of the service is the same and no result has become too old.
 */
final class PreparedAnswers {
    /** As many as there are keys, which is some dozens. */
    private final Map<Key, Prepared> answers = new ConcurrentHashMap<>();

    /** The answer, if it is still good. */
    @Nullable
    SelfCheckAnswer get(Key key, long version, long nowNanos) {
        Prepared prepared = answers.get(key);
        return prepared != null && prepared.version() == version && nowNanos - prepared.untilNanos() < 0
                ? prepared.answer()
                : null;
    }

    void put(Key key, Prepared prepared) {
        answers.put(key, prepared);
    }

    /** A question that names no checks, and how it is to be answered. */
    record Key(@Nullable Probe probe, boolean forConsul, Accepted form, boolean details) {
        // Written out: what the JDK makes of records it makes at first use, while the first probe waits for its answer.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && probe == that.probe
                    && forConsul == that.forConsul
                    && form == that.form
                    && details == that.details;
        }

        @Override
        public int hashCode() {
            int flags = (forConsul ? 2 : 0) + (details ? 1 : 0);
            return (31 * Objects.hashCode(probe) + form.hashCode()) * 31 + flags;
        }
    }

    /**
     * An answer.
     *
     * @param version of everything that it was made of
     * @param untilNanos until when none of the results is too old, on the monotonic clock
     */
    record Prepared(SelfCheckAnswer answer, long version, long untilNanos) {}
}
