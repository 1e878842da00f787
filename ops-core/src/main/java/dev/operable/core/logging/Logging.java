package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.CoreConstants;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * The log of this process: one event is one line, on standard output unless {@link LoggingSettings#streams()} says
 * otherwise. Safe for use by many threads.
 *
 * <p>Who logs is never held up: lines wait in a bounded queue for each destination (8,192 lines, 16 MiB), and what does not
 * fit is dropped, counted in the meter {@code log.events.dropped}, and announced. A {@code logback.xml} or
 * {@code logback-test.xml} of the application wins; then only {@link LoggingSettings#levels()} are applied, and the others
 * to each {@link OpsAppender} in it.
 */
public final class Logging implements MeterBinder, AutoCloseable {
    /** Of this process, which has one log; the last one names its events. Guarded by itself. */
    private static final List<Logging> STARTED = new ArrayList<>();

    private final List<OpsAppender> appenders;
    private final Consumer<Redaction> hide;
    private final Runnable streams;
    private Redaction rules; // guarded by STARTED
    private final LogLevels levels;
    private final RecentEvents recent;
    private final UncaughtExceptions uncaught;

    private Logging(
            List<OpsAppender> appenders,
            Consumer<Redaction> hide,
            Runnable streams,
            Redaction rules,
            LogLevels levels,
            RecentEvents recent,
            UncaughtExceptions uncaught) {
        this.appenders = appenders;
        this.hide = hide;
        this.streams = streams;
        this.rules = rules;
        this.levels = levels;
        this.recent = recent;
        this.uncaught = uncaught;
    }

    /**
     * Gives every event the identity, sets levels, format and destinations, takes in {@code java.util.logging}, and logs
     * exceptions that nobody catches. May be called again, and after somebody else configured Logback in code: the appenders
     * of the root logger are replaced. Of several that are started in one process the last one holds, until it is closed: then
     * the one before it does again, for all but the levels of loggers.
     *
     * @throws IllegalArgumentException if a file of the settings cannot be written
     */
    public static Logging start(ServiceIdentity identity, LoggingSettings settings) {
        return start(identity, settings, Redaction.standard());
    }

    /** As {@link #start(ServiceIdentity, LoggingSettings)}, hiding more than the {@linkplain Redaction#standard() usual}. */
    public static Logging start(ServiceIdentity identity, LoggingSettings settings, Redaction redaction) {
        for (LogDestination destination : settings.streams().values()) {
            destination.requireWritable();
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        LogTimer timer = LogTimer.daemon();
        List<OpsAppender> appenders = appenders(context, settings);
        RecentEvents recent = new RecentEvents(appenders.isEmpty() ? 0 : settings.recent());
        Consumer<Redaction> hide =
                rules -> appenders.forEach(appender -> appender.configure(settings, identity, rules, timer, recent));
        Runnable streams = () -> {
            setLevel(context, settings, LogStream.ACCESS);
            setLevel(context, settings, LogStream.AUDIT);
        };
        streams.run();
        for (Map.Entry<String, LogLevel> level : settings.levels().entrySet()) {
            context.getLogger(level.getKey()).setLevel(level.getValue().logback());
        }
        JulBridge.install(context);
        Logging logging = new Logging(
                appenders,
                hide,
                streams,
                redaction,
                new LogLevels(context, timer, Clock.systemUTC()),
                recent,
                UncaughtExceptions.install());
        synchronized (STARTED) {
            STARTED.add(logging);
            hide.accept(redaction);
        }
        return logging;
    }

    private static List<OpsAppender> appenders(LoggerContext context, LoggingSettings settings) {
        if (context.getObject(CoreConstants.SAFE_JORAN_CONFIGURATION) != null) {
            return AppendersInUse.of(context);
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(settings.level().logback());
        if (root.getAppender(OpsAppender.NAME) instanceof OpsAppender installed) {
            return List.of(installed);
        }
        root.detachAndStopAllAppenders();
        OpsAppender appender = OpsAppender.started(context);
        root.addAppender(appender);
        return List.of(appender);
    }

    /** LOG_LEVEL=warn is about what the service says, and must not silence who changed it. */
    private static void setLevel(LoggerContext context, LoggingSettings settings, LogStream stream) {
        Logger logger = context.getLogger(stream.logger());
        if (settings.destination(stream).equals(LogDestination.OFF)) {
            logger.setLevel(Level.OFF);
        } else if (logger.getLevel() == null || logger.getLevel().equals(Level.OFF)) {
            logger.setLevel(Level.INFO);
        }
    }

    /** From now on hides by these rules; what waits to be written is written as it is. */
    public void hide(Redaction rules) {
        synchronized (STARTED) {
            this.rules = rules;
            if (isLast()) {
                hide.accept(rules);
            }
        }
    }

    private boolean isLast() {
        return STARTED.get(STARTED.size() - 1) == this;
    }

    /** The levels of the loggers, to look at and to change. */
    public LogLevels levels() {
        return levels;
    }

    /** The last events, to look at; empty where a {@code logback.xml} of the application has none of our appenders. */
    public RecentEvents recent() {
        return recent;
    }

    /** Counts the dropped events in {@code log.events.dropped}, by {@code output}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        for (OpsAppender appender : appenders) {
            for (Outlet outlet : appender.outlets()) {
                FunctionCounter.builder("log.events.dropped", outlet, Outlet::dropped)
                        .description("Log events that the output did not take")
                        .tag("output", outlet.name())
                        .register(registry);
            }
        }
    }

    /**
     * Writes what is waiting, for 2 s at the most. The log goes on until the process ends, so that what comes after this
     * is not lost. Closing twice is closing once.
     */
    @Override
    public void close() {
        synchronized (STARTED) {
            if (!STARTED.contains(this)) {
                return;
            }
            boolean last = isLast();
            STARTED.remove(this);
            if (last && !STARTED.isEmpty()) {
                Logging before = STARTED.get(STARTED.size() - 1);
                before.streams.run();
                before.hide.accept(before.rules);
            }
        }
        uncaught.uninstall();
        try {
            for (OpsAppender appender : appenders) {
                appender.flush();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
