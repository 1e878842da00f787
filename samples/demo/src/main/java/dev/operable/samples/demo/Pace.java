package dev.operable.samples.demo;

import dev.operable.samples.demo.Call.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Hands out the calls of a run one after the other, each with the moment it is due. Callers that come late do not have to
 * catch up: a small machine gets less traffic and not a queue. The pace slows down as the calls run out while the replacement is not there yet, so that there is traffic
 * when it comes. Safe for use by many threads.
 */
final class Pace {
    private static final Duration STEADY = Duration.ofMillis(4);
    private static final Duration DURING = Duration.ofMillis(8);
    private static final Duration STRETCHED = Duration.ofMillis(100);

    /** A call to make. */
    record Slot(int index, long dueNanos, Phase phase) {}

    private final int killAt;
    private final int stretchAt;
    private final int total;
    private final LongSupplier nanoTime;
    private boolean replaced;
    private int next;
    private long due;

    /**
     * @param killAt how many calls are handed out before the kill
     * @param stretchAt from which call on to save calls until the replacement is there
     * @param total how many calls there are
     * @param nanoTime the time, as of {@link System#nanoTime()}
     */
    Pace(int killAt, int stretchAt, int total, LongSupplier nanoTime) {
        this.killAt = killAt;
        this.stretchAt = stretchAt;
        this.total = total;
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    synchronized Optional<Slot> take() {
        if (next == total) {
            return Optional.empty();
        }
        Phase phase = phase();
        due = Math.max(due, nanoTime.getAsLong());
        Slot slot = new Slot(next, due, phase);
        due += gap(phase).toNanos();
        next++;
        notifyAll();
        return Optional.of(slot);
    }

    /** Returns once all the calls before the kill are handed out. */
    synchronized void awaitKill() throws InterruptedException {
        while (next < killAt) {
            wait();
        }
    }

    /** The replacement takes its share now. */
    synchronized void replaced() {
        replaced = true;
    }

    private Phase phase() {
        if (next < killAt) {
            return Phase.BEFORE;
        }
        return replaced ? Phase.AFTER : Phase.DURING;
    }

    private Duration gap(Phase phase) {
        if (phase != Phase.DURING) {
            return STEADY;
        }
        return next < stretchAt ? DURING : STRETCHED;
    }
}
