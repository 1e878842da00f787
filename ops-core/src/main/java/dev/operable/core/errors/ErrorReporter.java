package dev.operable.core.errors;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Reports an error to whoever has to look at it. Safe for use by many threads; never blocks and never throws because the
 * place it reports to is slow, full or away.
 */
public interface ErrorReporter extends AutoCloseable, MeterBinder {
    /**
     * Reports an error. The same throwable, or one that it caused, is reported only once, whoever reports it again.
     *
     * @param message what was being done, in a sentence without variable parts
     */
    void report(Throwable error, String message);

    /** Sends what is still waiting, for 2 s at the most. Closing twice is closing once. */
    @Override
    void close();

    /** Measures the reporting itself; nothing unless a reporter says otherwise. */
    @Override
    default void bindTo(MeterRegistry registry) {}

    /** Reports nothing. */
    static ErrorReporter none() {
        return NoErrorReporter.INSTANCE;
    }
}
