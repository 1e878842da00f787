package dev.operable.rpc;

import java.util.concurrent.atomic.AtomicInteger;

/** Places whose number changes. Safe for use by many threads. */
final class CountedPlaces implements Gate.Places {
    private final AtomicInteger taken = new AtomicInteger();
    private volatile int limit;

    CountedPlaces(int limit) {
        this.limit = limit;
    }

    @Override
    public boolean take() {
        int now = taken.get();
        while (now < limit) {
            if (taken.compareAndSet(now, now + 1)) {
                return true;
            }
            now = taken.get();
        }
        return false;
    }

    @Override
    public void giveBack() {
        taken.decrementAndGet();
    }

    @Override
    public int limit() {
        return limit;
    }

    /** Those who are inside stay. */
    void limit(int newLimit) {
        limit = newLimit;
    }

    @Override
    public int taken() {
        return taken.get();
    }
}
