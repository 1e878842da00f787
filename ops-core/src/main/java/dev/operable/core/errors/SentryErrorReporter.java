package dev.operable.core.errors;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.protocol.Message;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Hands errors to Sentry. */
final class SentryErrorReporter implements ErrorReporter {
    /** Sentry's own state is the process's as well. */
    private static final AtomicReference<@Nullable SentryErrorReporter> CURRENT = new AtomicReference<>();

    private final LoggerContext logs;
    private final Duration closeLimit;
    private final Drops drops;
    private final Reported reported = new Reported();
    private final SentryAppender appender;
    private final AtomicBoolean closed = new AtomicBoolean();

    SentryErrorReporter(LoggerContext logs, Duration closeLimit, Drops drops) {
        this.logs = logs;
        this.closeLimit = closeLimit;
        this.drops = drops;
        this.appender = new SentryAppender(logs, reported);
    }

    static @Nullable SentryErrorReporter current() {
        return CURRENT.get();
    }

    /** Reports by this one, which goes on when that is closed. */
    ErrorReporter shared() {
        return new Shared(this);
    }

    private record Shared(SentryErrorReporter reporter) implements ErrorReporter {
        @Override
        public void report(Throwable error, String message) {
            reporter.report(error, message);
        }

        @Override
        public void close() {
            // Not ours.
        }
    }

    void start() {
        CURRENT.set(this);
        appender.start();
        logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    @Override
    public void report(Throwable error, String message) {
        if (closed.get() || !reported.add(error)) {
            return;
        }
        SentryEvent event = new SentryEvent(error);
        event.setLevel(SentryLevel.ERROR);
        Message text = new Message();
        text.setFormatted(message);
        event.setMessage(text);
        ErrorContext.mdc(event, MDC.getCopyOfContextMap());
        ErrorContext.details(event, error);
        Sentry.captureEvent(event);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        drops.bindTo(registry);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CURRENT.compareAndSet(this, null);
        logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(appender);
        appender.stop();
        // In a thread of its own, for Sentry's several waits are bounded one by one, and not together.
        Thread closing = new Thread(Sentry::close, "ops-errors-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(closeLimit.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
