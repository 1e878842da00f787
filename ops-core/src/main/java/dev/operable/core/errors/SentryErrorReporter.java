package dev.operable.core.errors;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.protocol.Message;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Hands errors to Sentry. */
final class SentryErrorReporter {
    /** Sentry's own state is the process's as well. */
    private static @Nullable SentryErrorReporter current; // this and the users: guarded by the class

    private final LoggerContext logs;
    private final Duration closeLimit;
    private final Drops drops;
    private final Reported reported = new Reported();
    private final SentryAppender appender;
    private int users;

    SentryErrorReporter(LoggerContext logs, Duration closeLimit, Drops drops) {
        this.logs = logs;
        this.closeLimit = closeLimit;
        this.drops = drops;
        this.appender = new SentryAppender(logs, reported);
    }

    /** The one of this process, for one more service of it; null if there is none. */
    static synchronized @Nullable ErrorReporter shared() {
        return current == null ? null : current.used();
    }

    ErrorReporter start() {
        synchronized (SentryErrorReporter.class) {
            current = this;
            appender.start();
            logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
            return used();
        }
    }

    private ErrorReporter used() {
        users++;
        return new Use();
    }

    /** That of one service; the last one that is closed ends the reporting. */
    private final class Use implements ErrorReporter {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void report(Throwable error, String message) {
            if (!closed.get()) {
                SentryErrorReporter.this.report(error, message);
            }
        }

        @Override
        public void bindTo(MeterRegistry registry) {
            drops.bindTo(registry);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release();
            }
        }
    }

    private void release() {
        synchronized (SentryErrorReporter.class) {
            users--;
            if (users > 0) {
                return;
            }
            current = null;
        }
        close();
    }

    private void report(Throwable error, String message) {
        if (!reported.add(error)) {
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

    private void close() {
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
