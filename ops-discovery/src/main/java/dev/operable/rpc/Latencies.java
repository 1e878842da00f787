package dev.operable.rpc;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What 95 % of the last 256 attempts took less than; computed again every 32 of them, since it need not be exact. Safe for use
 * by many threads.
 */
final class Latencies {
    private static final int KEPT = 256;
    private static final int AGAIN_AFTER = 32;
    /** Of fewer nothing is known about the slowest twentieth. */
    private static final int FEWEST = 64;

    private static final long MICRO = 1000;
    private static final int PERCENT = 95;
    static final long UNKNOWN = Long.MAX_VALUE;

    private final AtomicIntegerArray micros = new AtomicIntegerArray(KEPT);
    private final AtomicInteger count = new AtomicInteger();
    private volatile long p95 = UNKNOWN;

    void took(long nanos) {
        int number = count.getAndUpdate(n -> n == 2 * KEPT - 1 ? KEPT : n + 1);
        micros.set(number % KEPT, (int) Math.min(Integer.MAX_VALUE, nanos / MICRO));
        int known = Math.min(number + 1, KEPT);
        if (known >= FEWEST && number % AGAIN_AFTER == AGAIN_AFTER - 1) {
            int[] sorted = new int[known];
            Arrays.setAll(sorted, micros::get);
            Arrays.sort(sorted);
            p95 = sorted[known * PERCENT / 100] * MICRO;
        }
    }

    /** In nanoseconds, or {@link #UNKNOWN} while too few were seen. */
    long p95() {
        return p95;
    }
}
