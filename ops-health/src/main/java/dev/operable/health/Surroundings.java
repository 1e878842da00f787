package dev.operable.health;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What the runners of all checks share.
 *
 * @param clock for what people read
 * @param nanoTime for what is measured
 * @param recorded called after each result, so that prepared answers are prepared anew
 */
record Surroundings(
        ScheduledExecutorService scheduler,
        Clock clock,
        LongSupplier nanoTime,
        StateChanges changes,
        Runnable recorded) {}
