package dev.operable.rpc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many retries all callers of a service may make together: in any 10 s, a share of the calls and a few more for each
 * second. It is a bucket of tokens that last 10 s, so that the calls in flight at an instance that dies are covered at any
 * rate, and a day of peace does not save up for a storm. Safe for use by many threads.
 */
final class RetryBudget {
    private static final int WINDOW_SECONDS = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private record Slot(long second, LongAdder calls, LongAdder retries) {}

    private final Owner owner;
    private final Time time;
    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicReferenceArray<Slot> slots = new AtomicReferenceArray<>(WINDOW_SECONDS);

    RetryBudget(Owner owner, Time time) {
        this.owner = owner;
        this.time = time;
    }

    void called() {
        slotAt(second()).calls.increment();
    }

    /** Whether a retry could be taken now; another caller may take it first. */
    boolean hasOne() {
        return hasOne(second());
    }

    private boolean hasOne(long now) {
        long calls = 0;
        long retries = 0;
        for (int i = 0; i < WINDOW_SECONDS; i++) {
            Slot slot = slots.get(i);
            if (slot != null && now - slot.second < WINDOW_SECONDS) {
                calls += slot.calls.sum();
                retries += slot.retries.sum();
            }
        }
        Followed allowed = owner.now();
        return (retries + 1) * 100
                <= calls * allowed.retryPercent() + 100L * allowed.retriesPerSecond() * WINDOW_SECONDS;
    }

    /** Takes a retry out of the budget if there is one. */
    synchronized boolean take() {
        long now = second();
        if (!hasOne(now)) {
            refused.increment();
            return false;
        }
        slotAt(now).retries.increment();
        taken.increment();
        return true;
    }

    long taken() {
        return taken.sum();
    }

    long refused() {
        return refused.sum();
    }

    private Slot slotAt(long second) {
        int index = Math.floorMod(second, WINDOW_SECONDS);
        Slot slot = slots.get(index);
        // A thread that read the clock long ago counts in the newer second instead of wiping it out.
        while (slot == null || slot.second < second) {
            Slot fresh = new Slot(second, new LongAdder(), new LongAdder());
            slots.compareAndSet(index, slot, fresh);
            slot = slots.get(index);
        }
        return slot;
    }

    private long second() {
        return Math.floorDiv(time.nanos(), SECOND);
    }

    @Override
    public String toString() {
        Followed allowed = owner.now();
        return allowed.retryPercent() + " % of the calls of the last " + WINDOW_SECONDS + " s and "
                + allowed.retriesPerSecond() + " a second";
    }
}
