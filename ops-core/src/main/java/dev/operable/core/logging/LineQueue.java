package dev.operable.core.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes lines in a thread of its own, so that a slow, blocked or full output never holds up who logs. Bounded in lines
 * and bytes; what does not fit, and what the output refuses, is dropped, counted, and announced in one line when lines
 * go out again.
 */
final class LineQueue {
    private static final int MAX_LINES = 8_192;
    private static final long MAX_BYTES = 16L << 20;
    /** Taken from the queue together: who logs and who writes meet at its lock less often. */
    private static final int MOST_AT_ONCE = 64;

    private static final long ANNOUNCE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long REFUSAL_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(MAX_LINES);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong patienceNanos = new AtomicLong();
    private final OutputStream out;
    private final Announcements announcements;
    private final Thread writer;

    private long handled; // guarded by this
    private long announced; // this and the others below: writer thread only
    private long announcedAt = System.nanoTime() - ANNOUNCE_EVERY_NANOS;
    private long refusalToldAt = System.nanoTime() - REFUSAL_EVERY_NANOS;
    private boolean torn;

    /** What the queue has to say of itself; asked in its own thread. */
    interface Announcements {
        /** Lines may come from now on. */
        default void begin() {}

        /** The line that says how many events were dropped, for this output. */
        byte[] dropped(long events);

        /** The output takes no lines at the moment; to be said somewhere else. */
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
        if (patienceNanos.get() > 0) {
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
        if (waitingBytes.addAndGet(line.length) > MAX_BYTES) {
            waitingBytes.addAndGet(-line.length);
            drop();
            return;
        }
        // Counted before it is in the queue: a flush may wait for a line too many, never for one too few.
        accepted.incrementAndGet();
        if (!lines.offer(line)) {
            waitingBytes.addAndGet(-line.length);
            drop();
            handled(1);
        }
    }

    boolean isFull() {
        return lines.remainingCapacity() == 0;
    }

    void drop() {
        dropped.incrementAndGet();
    }

    long dropped() {
        return dropped.get();
    }

    /** Waits until everything offered so far is written or refused. Returns whether it was in time. */
    synchronized boolean flush(Duration atMost) throws InterruptedException {
        long wanted = accepted.get();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (handled < wanted) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || !writer.isAlive()) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    /** Ends the writer, unless the output holds it; it is a daemon then. */
    void stop() {
        writer.interrupt();
    }

    private void writeLines() {
        announcements.begin();
        List<byte[]> taken = new ArrayList<>(MOST_AT_ONCE);
        try {
            while (true) {
                taken.add(lines.take());
                lines.drainTo(taken, MOST_AT_ONCE - 1);
                taken.forEach(this::writeLine);
                handled(taken.size());
                taken.clear();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeLine(byte[] line) {
        waitingBytes.addAndGet(-line.length);
        if (write(line)) {
            announceDrops();
        } else {
            drop();
        }
    }

    private synchronized void handled(int count) {
        handled += count;
        notifyAll();
    }

    private void announceDrops() {
        long total = dropped.get();
        long now = System.nanoTime();
        if (total > announced && (lines.isEmpty() || now - announcedAt >= ANNOUNCE_EVERY_NANOS)) {
            if (write(announcements.dropped(total - announced))) {
                announced = total;
                announcedAt = now;
            }
        }
    }

    private boolean write(byte[] line) {
        try {
            if (torn) {
                out.write('\n');
                torn = false;
            }
            out.write(line);
            out.flush();
            return true;
        } catch (IOException | RuntimeException refused) {
            // The writer has to outlive whatever the output throws.
            boolean known = torn;
            torn = true;
            if (!known && System.nanoTime() - refusalToldAt >= REFUSAL_EVERY_NANOS) {
                refusalToldAt = System.nanoTime();
                announcements.refused(refused);
            }
            return false;
        }
    }
}
