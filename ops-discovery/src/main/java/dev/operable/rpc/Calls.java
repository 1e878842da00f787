package dev.operable.rpc;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The calls that run now, and how those of the last minute ended, in slots of five seconds, so that it takes the same memory at any rate. Safe for
 * use by many threads.
 */
final class Calls {
    static final int WINDOW_SECONDS = 60;

    private static final int SLOT_SECONDS = 5;
    private static final int SLOTS = WINDOW_SECONDS / SLOT_SECONDS;
    private static final long SLOT = TimeUnit.SECONDS.toNanos(SLOT_SECONDS);

    private record Slot(
            long number,
            LongAdder calls,
            LongAdder failures,
            LongAdder budgetSpent,
            Map<Failure, LongAdder> turnedAway) {
        Slot(long number) {
            this(number, new LongAdder(), new LongAdder(), new LongAdder(), new EnumMap<>(Failure.class));
            for (Failure failure : Failure.values()) {
                if (failure.turnedAway()) {
                    turnedAway.put(failure, new LongAdder());
                }
            }
        }
    }

    /** What a failed call ended with, and where; on the pipeline's clock. */
    record LastFailure(String words, long at) {}

    /**
     * How many there were in the window, and which failed last, however long ago.
     *
     * @param calls those that the service was asked in, or could not be
     * @param budgetSpent those of the failures that would have been tried again, had there been a budget
     * @param turnedAway those that a limit of this side had no room for, none of which is among the calls
     */
    record Counted(
            long calls,
            long failures,
            long budgetSpent,
            Map<Failure, Long> turnedAway,
            @Nullable LastFailure last) {
        long allTurnedAway() {
            return turnedAway.values().stream().mapToLong(Long::longValue).sum();
        }

        /** With those that were turned away. */
        long wanted() {
            return calls + allTurnedAway();
        }

        double shareTurnedAway() {
            return (double) allTurnedAway() / Math.max(1, wanted());
        }

        double share() {
            return calls == 0 ? 0 : (double) failures / calls;
        }
    }

    private final Time time;
    private final Gate gate;
    private final AtomicReferenceArray<Slot> slots = new AtomicReferenceArray<>(SLOTS);
    private volatile @Nullable LastFailure last;

    Calls(Gate gate, Time time) {
        this.gate = gate;
        this.time = time;
    }

    /** What those go through that run now. */
    Gate gate() {
        return gate;
    }

    void succeeded() {
        slotAt(number()).calls.increment();
    }

    void failed(String words) {
        Slot slot = slotAt(number());
        slot.calls.increment();
        slot.failures.increment();
        last = new LastFailure(words, time.nanos());
    }

    /** A limit of this side had no room for it. */
    void turnedAway(Failure why) {
        LongAdder counter = slotAt(number()).turnedAway.get(why);
        if (counter != null) {
            counter.increment();
        }
    }

    /** A call, counted as failed as well, would have been tried again if there had been something left of the budget. */
    void budgetSpent() {
        slotAt(number()).budgetSpent.increment();
    }

    Counted counted() {
        long now = number();
        long calls = 0;
        long failures = 0;
        long budgetSpent = 0;
        Map<Failure, Long> turnedAway = new EnumMap<>(Failure.class);
        for (int i = 0; i < SLOTS; i++) {
            Slot slot = slots.get(i);
            if (slot != null && now - slot.number < SLOTS) {
                // In this order: a call that ends in between must not make more failures than calls.
                budgetSpent += slot.budgetSpent.sum();
                failures += slot.failures.sum();
                calls += slot.calls.sum();
                slot.turnedAway.forEach((why, counter) -> turnedAway.merge(why, counter.sum(), Long::sum));
            }
        }
        return new Counted(calls, failures, budgetSpent, turnedAway, last);
    }

    private Slot slotAt(long number) {
        int index = Math.floorMod(number, SLOTS);
        Slot slot = slots.get(index);
        // A thread that read the clock long ago counts in the newer slot instead of wiping it out.
        while (slot == null || slot.number < number) {
            slots.compareAndSet(index, slot, new Slot(number));
            slot = slots.get(index);
        }
        return slot;
    }

    private long number() {
        return Math.floorDiv(time.nanos(), SLOT);
    }
}
