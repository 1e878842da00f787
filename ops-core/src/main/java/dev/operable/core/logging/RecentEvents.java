package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * The last events of the log, as they were written: with the secrets hidden and the control characters escaped. Bounded by
 * {@link LoggingSettings#recent()} and by 1,024 bytes for each of these, together; the oldest go first. Safe for use by many
 * threads; nobody who logs ever waits for somebody who reads.
 */
public final class RecentEvents {
    static final int MOST = 100_000;
    private static final int AVERAGE_BYTES = 1_024;

    private final int capacity;
    private final long maxBytes;
    private final String run = Integer.toString(ThreadLocalRandom.current().nextInt(1 << 20, 1 << 30), 36);

    // A ring; guarded by this, as all below. The sizes stand apart, so that an event that goes has not to be looked
    // at again: it is out of the processor's caches by then.
    private final @Nullable Event[] events;
    private final int[] sizes;
    private int first;
    private int count;
    private long bytes;
    private long last;
    private int waiting;

    RecentEvents(int capacity) {
        this.capacity = capacity;
        this.maxBytes = (long) capacity * AVERAGE_BYTES;
        this.events = new Event[capacity];
        this.sizes = new int[capacity];
    }

    /** How many there can be; 0 if none are kept. */
    public int capacity() {
        return capacity;
    }

    /** Differs from one process to the next, for the numbers of the events begin anew with each. */
    public String run() {
        return run;
    }

    void add(ILoggingEvent event, byte[] json) {
        String logger = event.getLoggerName();
        Instant time = event.getInstant();
        String trace = trace(event);
        synchronized (this) {
            while (count > 0 && (count == capacity || bytes + json.length > maxBytes)) {
                bytes -= sizes[first];
                events[first] = null;
                first = next(first, 1);
                count--;
            }
            int place = next(first, count);
            events[place] = new Event(++last, time, event.getLevel(), logger, trace, json);
            sizes[place] = json.length;
            bytes += json.length;
            count++;
            if (waiting > 0) {
                notifyAll();
            }
        }
    }

    private int next(int place, int steps) {
        int next = place + steps;
        return next < capacity ? next : next - capacity;
    }

    private static String trace(ILoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                if ("trace_id".equals(pair.key)) {
                    return String.valueOf(pair.value);
                }
            }
        }
        Map<String, String> mdc = event.getMDCPropertyMap();
        return mdc.isEmpty() ? "" : mdc.getOrDefault("trace_id", "");
    }

    /**
     * What came after an event, the oldest first. Where the first one's number is not the next, those between are gone.
     *
     * @param number that of the event, 0 for all that are kept
     * @param most how many at a time
     */
    public synchronized List<Event> after(long number, int most) {
        List<Event> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Event event = events[next(first, i)];
            if (event != null && event.number > number && found.size() < most) {
                found.add(event);
            }
        }
        return found;
    }

    /** The number of the newest event; 0 if there was none yet. */
    public synchronized long last() {
        return last;
    }

    /**
     * Waits for an event after that of this number.
     *
     * @return whether there is one
     */
    public synchronized boolean await(long number, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        waiting++;
        try {
            while (last <= number) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                wait(left / 1_000_000 + 1);
            }
            return true;
        } finally {
            waiting--;
        }
    }

    /** One event. Immutable. */
    public static final class Event {
        private final long number;
        private final Instant time;
        private final Level level;
        private final @Nullable String logger;
        private final String trace;
        private final byte[] line;

        private Event(long number, Instant time, Level level, @Nullable String logger, String trace, byte[] line) {
            this.number = number;
            this.time = time;
            this.level = level;
            this.logger = logger;
            this.trace = trace;
            this.line = line;
        }

        /** Its place in the log of this process; the first is 1. */
        public long number() {
            return number;
        }

        public Instant time() {
            return time;
        }

        public LogLevel level() {
            return LogLevel.of(level);
        }

        public String logger() {
            return String.valueOf(logger);
        }

        /** Of the request in which it was logged; empty outside of one. */
        public String trace() {
            return trace;
        }

        /** One line of JSON, without the end of the line. */
        public String json() {
            return new String(line, StandardCharsets.UTF_8).stripTrailing();
        }

        /** For people: one line, and below it the stack trace, if there is one. */
        public String text() {
            return EventText.of(this);
        }
    }
}
