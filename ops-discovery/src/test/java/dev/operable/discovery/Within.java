package dev.operable.discovery;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;

/** Waits for what happens on other threads, up to a bound. */
final class Within {
    private Within() {}

    /** Returns as soon as it holds, with the time that took; fails when the time is over. */
    static Duration within(Duration atMost, String what, BooleanSupplier holds) {
        long start = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - start > atMost.toNanos()) {
                Assertions.fail("Not within %s: %s", atMost, what);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Fails when it stops to hold before the time is over. */
    static void throughout(Duration time, String what, BooleanSupplier holds) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            if (!holds.getAsBoolean()) {
                // A machine that stood still may look only when it is over.
                if (System.nanoTime() - start >= time.toNanos()) {
                    return;
                }
                Assertions.fail("No longer so within %s: %s", time, what);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
