package dev.operable.core.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.CoreConstants;
import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log of this process: one event is one line on standard output. Safe for use by many threads.
 *
 * <p>Who logs is never held up: lines wait in a bounded queue (8,192 lines, 16 MiB), and what does not fit is dropped,
 * counted in the meter {@code log.events.dropped}, and announced. A {@code logback.xml} or {@code logback-test.xml} of
 * the application wins; then only {@link LoggingSettings#levels()} are applied.
 */
public final class Logging implements MeterBinder, AutoCloseable {
    private final @Nullable QueueAppender appender;
    private final UncaughtExceptions uncaught;

    private Logging(@Nullable QueueAppender appender, UncaughtExceptions uncaught) {
        this.appender = appender;
        this.uncaught = uncaught;
    }

    /**
     * Gives every event the identity, sets the levels and the format, and logs exceptions that nobody catches. May be
     * called again, and after somebody else configured Logback in code: the appenders of the root logger are replaced.
     */
    public static Logging start(ServiceIdentity identity, LoggingSettings settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        boolean configuredByFile = context.getObject(CoreConstants.SAFE_JORAN_CONFIGURATION) != null;
        QueueAppender appender = configuredByFile ? null : install(context, identity, settings);
        settings.levels().forEach((name, level) -> context.getLogger(name).setLevel(level.logback()));
        return new Logging(appender, UncaughtExceptions.install());
    }

    private static QueueAppender install(LoggerContext context, ServiceIdentity identity, LoggingSettings settings) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(settings.level().logback());
        var encoder = QueueAppender.encoder(context, settings.format(), identity);
        if (root.getAppender(QueueAppender.NAME) instanceof QueueAppender installed) {
            installed.encodeWith(encoder);
            return installed;
        }
        root.detachAndStopAllAppenders();
        QueueAppender appender = QueueAppender.started(context, StandardOutput.stream(), encoder);
        root.addAppender(appender);
        return appender;
    }

    /** Counts the dropped events in {@code log.events.dropped}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (appender != null) {
            FunctionCounter.builder("log.events.dropped", appender, QueueAppender::dropped)
                    .description("Log events that the output did not take")
                    .register(registry);
        }
    }

    /**
     * Writes what is waiting, for 2 s at the most. The log goes on until the process ends, so that what comes after this
     * is not lost.
     */
    @Override
    public void close() {
        uncaught.uninstall();
        if (appender == null) {
            return;
        }
        try {
            appender.flush();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
