package dev.operable.core.errors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a reporter of one's own what Sentry gets: events of level ERROR besides what is reported to it, and thereby failed
 * requests and exceptions that nobody caught; each throwable once, whoever logs it again. An event without a throwable comes as
 * a {@link LoggedError}. Safe for use by many threads.
 */
public final class LoggedErrors implements ErrorReporter {
    private static final Logger log = LoggerFactory.getLogger(LoggedErrors.class);

    private final ErrorReporter reporter;
    private final Reported reported = new Reported();
    private final LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Appender appender = new Appender();
    private final ThreadLocal<Boolean> reporting = ThreadLocal.withInitial(() -> false);
    private final AtomicBoolean closed = new AtomicBoolean();

    private LoggedErrors(ErrorReporter reporter) {
        this.reporter = reporter;
    }

    /**
     * From now on events of level ERROR go to the reporter, until this is closed, which closes the reporter. Start the log
     * before: it replaces the appenders of the root logger, to which this adds one.
     */
    public static ErrorReporter to(ErrorReporter reporter) {
        LoggedErrors errors = new LoggedErrors(reporter);
        errors.appender.setContext(errors.logs);
        errors.appender.setName("OPERABLE-ERRORS");
        errors.appender.start();
        errors.logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(errors.appender);
        return errors;
    }

    @Override
    public void report(Throwable error, String message) {
        // What the reporter itself logs or reports meanwhile would come here again, without an end.
        if (reporting.get() || closed.get() || !reported.add(error)) {
            return;
        }
        reporting.set(true);
        try {
            reporter.report(error, message);
        } catch (OutOfMemoryError full) {
            throw full;
        } catch (Throwable failed) { // of somebody else's code, and no reason to fail who logs
            log.atWarn().setCause(failed).log("The reporter of errors failed.");
        } finally {
            reporting.remove();
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        reporter.bindTo(registry);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(appender);
            appender.stop();
            reporter.close();
        }
    }

    private final class Appender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                Throwable error = event.getThrowableProxy() instanceof ThrowableProxy proxy
                        ? proxy.getThrowable()
                        : new LoggedError(event.getLoggerName(), event.getFormattedMessage());
                report(error, event.getMessage());
            }
        }
    }
}
