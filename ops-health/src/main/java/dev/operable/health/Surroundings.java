package dev.operable.health;

import dev.operable.core.Redaction;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What the runners of all checks share.
 *
 * @param redaction what is hidden of what a check says
 * @param clock for what people read
 * @param nanoTime for what is measured
 * @param recorded called after each result, so that prepared answers are prepared anew
 */
record Surroundings(
        Redaction redaction,
        ScheduledExecutorService scheduler,
        CheckThreads threads,
        Clock clock,
        LongSupplier nanoTime,
        StateChanges changes,
        Runnable recorded) {}
