package dev.operable.rpc;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets so many in at a time, and lets some wait, first come first served. Safe for use by many threads; two atomic steps as long
 * as nobody waits.
 */
final class Gate {
    /** What became of somebody who wanted in. */
    enum Entry {
        IN,
        /** As many wait as may. */
        QUEUE_FULL,
        /** Waited as long as there was time. */
        NO_TIME
    }

    /** Guarded by the queue. */
    private static final class Waiting {
        private final Time.Signal signal;
        private boolean in;

        Waiting(Time.Signal signal) {
            this.signal = signal;
        }
    }

    /** Counts those who are inside. Safe for use by many threads; never waits. */
    interface Places {
        boolean take();

        void giveBack();

        int limit();

        int taken();
    }

    private final int queueAtMost;
    private final Time time;
    private final Places places;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private volatile int queued;

    Gate(Places places, int queueAtMost, Time time) {
        this.places = places;
        this.queueAtMost = queueAtMost;
        this.time = time;
    }

    /** Each {@link Entry#IN} needs its {@link #leave}. */
    Entry enter(long atMostNanos) throws InterruptedException {
        if (queued == 0 && places.take()) {
            return Entry.IN;
        }
        Waiting waiting = new Waiting(time.signal());
        synchronized (queue) {
            if (queue.size() >= queueAtMost) {
                return queue.isEmpty() && places.take() ? Entry.IN : Entry.QUEUE_FULL;
            }
            queue.add(waiting);
            queued = queue.size();
            // Who left before this one could be seen waiting did not call it.
            admit();
        }
        boolean interrupted = true;
        try {
            waiting.signal.await(atMostNanos);
            interrupted = false;
        } finally {
            if (interrupted) {
                giveUp(waiting);
            }
        }
        synchronized (queue) {
            if (!waiting.in) {
                giveUp(waiting);
                return Entry.NO_TIME;
            }
        }
        return Entry.IN;
    }

    private void giveUp(Waiting waiting) {
        synchronized (queue) {
            queue.remove(waiting);
            queued = queue.size();
            if (waiting.in) {
                leave();
            }
        }
    }

    void leave() {
        places.giveBack();
        if (queued > 0) {
            synchronized (queue) {
                admit();
            }
        }
    }

    /** Lets in those who wait, after there have become more places. */
    void widened() {
        synchronized (queue) {
            admit();
        }
    }

    private void admit() {
        while (!queue.isEmpty() && places.take()) {
            Waiting first = queue.remove();
            queued = queue.size();
            first.in = true;
            first.signal.send();
        }
    }

    int limit() {
        return places.limit();
    }

    int inside() {
        return places.taken();
    }

    int queueAtMost() {
        return queueAtMost;
    }

    int queued() {
        return queued;
    }

    boolean full() {
        return queued > 0 || places.taken() >= places.limit();
    }
}
