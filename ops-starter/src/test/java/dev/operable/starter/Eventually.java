package dev.operable.starter;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that other threads bring about. */
final class Eventually {
    private static final long BETWEEN_NANOS = Duration.ofMillis(50).toNanos();

    private Eventually() {}

    /** The first answer that is not a failure; the last failure when there is none in time. */
    static <T> T get(Duration atMost, Callable<T> answer) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                return answer.call();
            } catch (Exception | AssertionError notYet) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("Not within " + atMost, notYet);
                }
                LockSupport.parkNanos(BETWEEN_NANOS);
            }
        }
    }
}
