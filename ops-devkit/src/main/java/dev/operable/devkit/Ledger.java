package dev.operable.devkit;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Guards the agent's state, numbers its changes and wakes those who wait for one. Everything that the agent knows is
 * read and changed inside {@link #exclusively}.
 */
final class Ledger {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long index = 1;
    private boolean closed;
    private long woken;

    <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    void exclusively(Runnable work) {
        exclusively(() -> {
            work.run();
            return index;
        });
    }

    /** The index of the change that is being made now. */
    long change() {
        changed.signalAll();
        return ++index;
    }

    /**
     * Asks until the answer is newer than {@code known}, the time is over, or somebody wakes all who wait.
     *
     * @throws InterruptedException if the agent stops: it is to break connections, not to answer once more
     */
    Found await(long known, Duration atMost, Supplier<Found> query) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            long before = woken;
            Found found = query.get();
            while (found.index() <= known && left > 0 && !closed && woken == before) {
                left = changed.awaitNanos(left);
                found = query.get();
            }
            if (closed) {
                throw new InterruptedException("The agent stops.");
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all who wait have what there is; to them it is the end of their wait. */
    void wake() {
        exclusively(() -> {
            woken++;
            changed.signalAll();
        });
    }

    void close() {
        exclusively(() -> {
            closed = true;
            changed.signalAll();
        });
    }
}
