package dev.operable.samples.drill;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits, with a bound, for what other processes do. */
final class Await {
    private static final long LOOK_EVERY_MILLIS = 50;

    private Await() {}

    /** @throws DrillFailed when it does not come in time */
    static <T> T value(String what, Duration atMost, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > end) {
                throw new DrillFailed("waited " + atMost.toSeconds() + " s in vain for " + what);
            }
            pause();
        }
    }

    /** Whether it came in time. */
    static boolean condition(Duration atMost, BooleanSupplier look) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!look.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DrillFailed("interrupted", e);
        }
    }
}
