package dev.operable.core.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The appender behind {@link Logging}: one line for each event, into the queue of the place that the event's stream goes
 * to. Safe for use by many threads; never blocks.
 *
 * <p>Public to be named in a {@code logback.xml} of the application. It needs no parameters there: format, streams and
 * identity are those of {@link Logging#start}.
 *
 * <pre>{@code
 * <appender name="OPERABLE" class="dev.operable.core.logging.OpsAppender"/>
 * }</pre>
 */
public final class OpsAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final String NAME = "OPERABLE";
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(2);

    private final Thread flushAtExit = new Thread(this::processEnds, "ops-log-flush");
    private volatile Outlets outlets = Outlets.NONE;
    private volatile @Nullable RepeatGuard repeats;
    private volatile @Nullable Keeping keeping;

    private final Outlet.Troubles troubles = new OutletTroubles(this::loggerContext, () -> outlets);

    /** For Logback. */
    public OpsAppender() {}

    static OpsAppender started(Context context) {
        OpsAppender appender = new OpsAppender();
        appender.setContext(context);
        appender.setName(NAME);
        appender.start();
        return appender;
    }

    /** From now on events are written so; what was logged before goes where it was to go. */
    void configure(
            LoggingSettings settings,
            @Nullable ServiceIdentity identity,
            Redaction redaction,
            LogTimer timer,
            RecentEvents recent) {
        flushRepeats();
        Outlets before = outlets;
        Encoders encoders = new Encoders(loggerContext(), settings.format(), identity, redaction);
        outlets = before.replacedBy(settings, encoders, troubles);
        keeping = recent.capacity() == 0 ? null : new Keeping(recent, encoders.json());
        repeats = settings.repeats().perSecond() == 0
                ? null
                : new RepeatGuard(settings.repeats(), System::nanoTime, timer, event -> write(LogStream.APP, event));
        before.stopAllBut(outlets);
    }

    List<Outlet> outlets() {
        return outlets.all();
    }

    boolean flush() throws InterruptedException {
        flushRepeats();
        return outlets.flush(FLUSH_LIMIT);
    }

    @Override
    public void start() {
        if (isStarted()) {
            return;
        }
        LoggingSettings defaults = LoggingSettings.defaults();
        outlets = Outlets.NONE.replacedBy(
                defaults, new Encoders(loggerContext(), defaults.format(), null, Redaction.standard()), troubles);
        try {
            // Also when the process ends without Logging.close, say with a wrong configuration.
            Runtime.getRuntime().addShutdownHook(flushAtExit);
        } catch (IllegalStateException alreadyExiting) {
            addInfo("The process is exiting: this log is not flushed at the end.", alreadyExiting);
        }
        super.start();
    }

    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        // Logback's AsyncAppender stops what it feeds in its own thread, which it has interrupted: that is no reason to
        // hurry.
        boolean interrupted = Thread.interrupted();
        flushQuietly();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        outlets.stopAllBut(Outlets.NONE);
        try {
            Runtime.getRuntime().removeShutdownHook(flushAtExit);
        } catch (IllegalStateException alreadyExiting) {
            addInfo("The process is exiting: its last flush is running.", alreadyExiting);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        LogStream stream = LogStream.of(event.getLoggerName());
        RepeatGuard guard = repeats;
        // Requests and changes are alike, and each of them counts.
        if (guard == null || stream != LogStream.APP || !guard.folds(event)) {
            write(stream, event);
        }
    }

    private void write(LogStream stream, ILoggingEvent event) {
        byte[] json = outlets.of(stream).append(event);
        Keeping kept = keeping;
        if (kept != null) {
            kept.add(event, json);
        }
    }

    /** What is kept is what was written. Only text, and what a blocked output did not take, is made once more. */
    private record Keeping(RecentEvents recent, Encoder<ILoggingEvent> encoder) {
        void add(ILoggingEvent event, byte[] json) {
            recent.add(event, json.length > 0 ? json : encoder.encode(event));
        }
    }

    /** Other shutdown hooks, the stop of the service among them, log after this one has begun. */
    private void processEnds() {
        outlets.ending(FLUSH_LIMIT);
        flushQuietly();
    }

    private void flushRepeats() {
        RepeatGuard guard = repeats;
        if (guard != null) {
            guard.flush();
        }
    }

    private void flushQuietly() {
        try {
            flush();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private LoggerContext loggerContext() {
        return (LoggerContext) getContext();
    }
}
