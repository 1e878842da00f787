package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Lets the same event through so many times a second, and folds the others of that second into one event with their
 * number. The same: one logger, level, message before the placeholders are filled in, and class of the throwable.
 */
final class RepeatGuard {
    /** Messages put together in code are each of another kind; those beyond this many a second all go through. */
    private static final int MOST_KINDS = 1_000;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int limit;
    private final LongSupplier nanoTime;
    private final LogTimer timer;
    private final Consumer<ILoggingEvent> folded;
    private volatile Second second;

    /** @param folded takes the events that stand for several */
    RepeatGuard(RepeatLimit limit, LongSupplier nanoTime, LogTimer timer, Consumer<ILoggingEvent> folded) {
        this.limit = limit.perSecond();
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.folded = folded;
        second = new Second(nanoTime.getAsLong());
    }

    /** Whether the event is one too many, and is counted instead of written. */
    boolean folds(ILoggingEvent event) {
        Kind kind = Kind.of(event);
        while (true) {
            Second now = current();
            Repeated repeated = now.repeated(kind);
            if (repeated == null) {
                return false;
            }
            int seen = repeated.add(event, limit);
            if (seen == limit + 1 && now.firstFold()) {
                // The end of the second has to be told even if no event comes any more.
                timer.in(Duration.ofNanos(Math.max(0, now.begin + SECOND - nanoTime.getAsLong())), () -> end(now));
            }
            if (seen > 0) {
                return seen > limit;
            }
        }
    }

    /** Tells of what is folded so far: the log is about to end. */
    void flush() {
        end(second);
    }

    private Second current() {
        Second now = second;
        if (nanoTime.getAsLong() - now.begin >= SECOND) {
            end(now);
        }
        return second;
    }

    private void end(Second ended) {
        synchronized (this) {
            if (second != ended) {
                return;
            }
            second = new Second(nanoTime.getAsLong());
        }
        ended.kinds.forEach((kind, repeated) -> repeated.close(kind, limit, folded));
    }

    private record Kind(
            String logger,
            int level,
            @Nullable String message,
            @Nullable String error) {
        static Kind of(ILoggingEvent event) {
            IThrowableProxy error = event.getThrowableProxy();
            return new Kind(
                    event.getLoggerName(),
                    event.getLevel().toInt(),
                    event.getMessage(),
                    error == null ? null : error.getClassName());
        }
    }

    private static final class Second {
        final long begin;
        final Map<Kind, Repeated> kinds = new ConcurrentHashMap<>();
        private boolean folding; // guarded by this

        Second(long begin) {
            this.begin = begin;
        }

        @Nullable
        Repeated repeated(Kind kind) {
            Repeated known = kinds.get(kind);
            if (known != null || kinds.size() >= MOST_KINDS) {
                return known;
            }
            return kinds.computeIfAbsent(kind, absent -> new Repeated());
        }

        synchronized boolean firstFold() {
            boolean first = !folding;
            folding = true;
            return first;
        }
    }

    /** How often one kind came in one second. */
    private static final class Repeated {
        private int seen;
        private boolean closed;
        private @Nullable ILoggingEvent sample;

        /** Returns how many there are with this one; 0 if the second is over. */
        synchronized int add(ILoggingEvent event, int limit) {
            if (closed) {
                return 0;
            }
            seen++;
            if (seen == limit + 1) {
                sample = event;
                event.getFormattedMessage(); // fills the placeholders in now, while they are what they were
            }
            return seen;
        }

        synchronized void close(Kind kind, int limit, Consumer<ILoggingEvent> folded) {
            closed = true;
            if (sample != null) {
                folded.accept(event(kind, sample, seen - limit));
            }
        }

        private static ILoggingEvent event(Kind kind, ILoggingEvent sample, int repeats) {
            LoggingEvent event = new LoggingEvent();
            event.setLoggerName(kind.logger());
            event.setThreadName(Thread.currentThread().getName());
            event.setLevel(sample.getLevel());
            event.setInstant(Instant.now());
            event.setMessage(sample.getFormattedMessage());
            event.setMDCPropertyMap(Map.of());
            event.addKeyValuePair(new KeyValuePair("repeats", repeats));
            if (kind.error() != null) {
                event.addKeyValuePair(new KeyValuePair("repeated_error", kind.error()));
            }
            return event;
        }
    }
}
