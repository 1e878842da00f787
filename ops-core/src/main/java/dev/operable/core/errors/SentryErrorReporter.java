package dev.operable.core.errors;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.protocol.Message;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.MDC;

/** Hands errors to Sentry, which keeps each throwable, and what it was caused by, from being reported twice. */
final class SentryErrorReporter implements ErrorReporter {
    private final LoggerContext logs;
    private final Duration closeLimit;
    private final Drops drops;
    private final SentryAppender appender;
    private final AtomicBoolean closed = new AtomicBoolean();

    SentryErrorReporter(LoggerContext logs, Duration closeLimit, Drops drops) {
        this.logs = logs;
        this.closeLimit = closeLimit;
        this.drops = drops;
        this.appender = new SentryAppender(logs);
    }

    void start() {
        appender.start();
        logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    @Override
    public void report(Throwable error, String message) {
        if (closed.get()) {
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
