package dev.operable.core.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes lines in a thread of its own, so that a slow, blocked or full output never holds up who logs. Bounded in lines
 * and bytes; what does not fit, and what the output refuses, is dropped, counted, and announced in one line when lines
 * go out again.
 *
 * <p>To wake a thread costs more than to make a line. So the writer, having written, naps for a millisecond, out of which
 * only a queue that fills or a {@link #flush} wakes it; what comes meanwhile it takes together. Only when it then finds
 * nothing it sleeps, until the next line wakes it.
 */
final class LineQueue {
    private static final int MAX_LINES = 8_192;
    private static final long MAX_BYTES = 16L << 20;
    private static final long NAP_NANOS = Duration.ofMillis(1).toNanos();
    /** Taken from the queue together: who logs and who writes meet at its lock less often. */
    private static final int MOST_AT_ONCE = 64;

    private static final long ANNOUNCE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long REFUSAL_EVERY_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long BLOCKED_NANOS = Duration.ofSeconds(1).toNanos();

    private static final byte[] NOTHING = {};

    private enum Writer {
        AWAKE,
        NAPPING,
        ASLEEP
    }

    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong patienceNanos = new AtomicLong();
    private final OutputStream out;
    private final Announcements announcements;
    private final Thread writer;

    private final byte[][] lines = new byte[MAX_LINES][]; // a ring; guarded by this, as all that follows
    private int first;
    private int waiting; // in the ring
    private int lent; // taken by the writer and not yet handled
    private long bytes; // of both
    private long accepted;
    private long handled;
    private int flushing;
    private Writer state = Writer.AWAKE;
    private volatile boolean full; // written under the lock only

    private long announced; // this and the others below: writer thread only
    private long announcedAt = System.nanoTime() - ANNOUNCE_EVERY_NANOS;
    private boolean torn;

    private final AtomicLong refusalToldAt = new AtomicLong(System.nanoTime() - REFUSAL_EVERY_NANOS);
    private volatile boolean writing; // with the next: a line is given to the output
    private volatile long writingSince;

    /** What the queue has to say of itself; asked in its own thread. */
    interface Announcements {
        /** Lines may come from now on. */
        default void begin() {}

        /** The line that says how many events were dropped, for this output. */
        byte[] dropped(long events);

        /** The output takes no lines at the moment; to be said somewhere else. Comes from any thread. */
        default void refused(Exception why) {}
    }

    /** @param name of the thread that writes */
    LineQueue(String name, OutputStream out, Announcements announcements) {
        this.out = out;
        this.announcements = announcements;
        writer = new Thread(this::writeLines, name);
        writer.setDaemon(true);
    }

    void start() {
        writer.start();
    }

    /**
     * Never blocks, until {@link #ending}. Whoever is about to make a line may ask {@link #isFull()} first, and save the
     * work.
     */
    void offer(byte[] line) {
        enqueue(line);
        if (patienceNanos.get() > 0 && !isBlocked()) {
            awaitWritten();
        }
    }

    /**
     * The process ends: from now on who offers a line waits until it is written, for the last ones would be lost with the
     * queue.
     *
     * @param patience how long all of them may wait, together
     */
    void ending(Duration patience) {
        patienceNanos.set(patience.toNanos());
    }

    private void awaitWritten() {
        long begin = System.nanoTime();
        try {
            flush(Duration.ofNanos(patienceNanos.get()));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        patienceNanos.addAndGet(begin - System.nanoTime());
    }

    private void enqueue(byte[] line) {
        boolean fits;
        boolean wakes = false;
        synchronized (this) {
            fits = waiting + lent < MAX_LINES && bytes + line.length <= MAX_BYTES;
            if (fits) {
                lines[(first + waiting) % MAX_LINES] = line;
                waiting++;
                accepted++;
                bytes += line.length;
                if (waiting + lent == MAX_LINES) {
                    full = true;
                }
                wakes = wakes();
            }
        }
        if (!fits) {
            dropForLackOfRoom();
        }
        if (wakes) {
            LockSupport.unpark(writer);
        }
    }

    /** Whether the writer has to be woken for what there is; once for each time that it lies down. */
    private boolean wakes() {
        boolean wakes = state == Writer.ASLEEP
                || (state == Writer.NAPPING && (waiting >= MAX_LINES / 4 || bytes >= MAX_BYTES / 4 || flushing > 0));
        if (wakes) {
            state = Writer.AWAKE;
        }
        return wakes;
    }

    boolean isFull() {
        return full;
    }

    void drop() {
        dropped.incrementAndGet();
    }

    /** Drops a line for which there is no room, and says so where the output has held a line for a while: nothing reads it. */
    void dropForLackOfRoom() {
        drop();
        if (isBlocked()) {
            tellRefusal(new IOException("nobody reads it"));
        }
    }

    private boolean isBlocked() {
        return writing && System.nanoTime() - writingSince > BLOCKED_NANOS;
    }

    private void tellRefusal(Exception why) {
        long told = refusalToldAt.get();
        long now = System.nanoTime();
        if (now - told >= REFUSAL_EVERY_NANOS && refusalToldAt.compareAndSet(told, now)) {
            announcements.refused(why);
        }
    }

    long dropped() {
        return dropped.get();
    }

    /** Waits until everything offered so far is written or refused. Returns whether it was in time. */
    synchronized boolean flush(Duration atMost) throws InterruptedException {
        long wanted = accepted;
        long deadline = System.nanoTime() + atMost.toNanos();
        flushing++;
        try {
            while (handled < wanted) {
                if (wakes()) {
                    LockSupport.unpark(writer);
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || !writer.isAlive()) {
                    return false;
                }
                wait(left / 1_000_000 + 1);
            }
            return true;
        } finally {
            flushing--;
        }
    }

    /** Ends the writer, unless the output holds it; it is a daemon then. */
    void stop() {
        writer.interrupt();
    }

    private void writeLines() {
        announcements.begin();
        byte[][] taken = new byte[MOST_AT_ONCE][];
        boolean napped = true;
        while (!Thread.currentThread().isInterrupted()) {
            int count = take(taken);
            if (count > 0) {
                write(taken, count);
                napped = false;
            } else if (!napped) {
                if (liesDown(Writer.NAPPING)) {
                    LockSupport.parkNanos(this, NAP_NANOS);
                }
                napped = true;
            } else if (liesDown(Writer.ASLEEP)) {
                LockSupport.park(this);
            }
        }
    }

    private synchronized int take(byte[][] taken) {
        state = Writer.AWAKE;
        int count = Math.min(waiting, taken.length);
        for (int i = 0; i < count; i++) {
            taken[i] = lines[first];
            lines[first] = NOTHING; // not kept any longer than it waits
            first = (first + 1) % MAX_LINES;
        }
        waiting -= count;
        lent = count;
        return count;
    }

    private synchronized boolean liesDown(Writer how) {
        boolean may = waiting == 0;
        if (may) {
            state = how;
        }
        return may;
    }

    private void write(byte[][] taken, int count) {
        long size = 0;
        for (int i = 0; i < count; i++) {
            size += taken[i].length;
            if (!write(taken[i])) {
                drop();
            } else if (dropped.get() > announced) {
                announceDrops();
            }
            taken[i] = NOTHING;
        }
        synchronized (this) {
            lent = 0;
            bytes -= size;
            handled += count;
            full = false;
            if (flushing > 0) {
                notifyAll();
            }
        }
    }

    private void announceDrops() {
        long total = dropped.get();
        long now = System.nanoTime();
        if (isEmpty() || now - announcedAt >= ANNOUNCE_EVERY_NANOS) {
            if (write(announcements.dropped(total - announced))) {
                announced = total;
                announcedAt = now;
            }
        }
    }

    private synchronized boolean isEmpty() {
        return waiting == 0;
    }

    private boolean write(byte[] line) {
        try {
            if (torn) {
                out.write('\n');
                torn = false;
            }
            writingSince = System.nanoTime();
            writing = true;
            out.write(line);
            out.flush();
            return true;
        } catch (IOException | RuntimeException refused) {
            // The writer has to outlive whatever the output throws.
            boolean known = torn;
            torn = true;
            if (!known) {
                tellRefusal(refused);
            }
            return false;
        } finally {
            writing = false;
        }
    }
}
