package dev.operable.core.errors;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class LoggedErrorsTest {
    private static final ServiceIdentity HITS = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");
    private static final Logger log = LoggerFactory.getLogger("com.acme.Shop");

    private final Sink sink = new Sink();

    @Test
    void aReporterOfOnesOwnGetsWhatSentryGets() throws Exception {
        Exception seen = new IllegalStateException("seen");
        try (Logging logging = Logging.start(HITS, LoggingSettings.defaults());
                ErrorReporter errors = LoggedErrors.to(sink)) {
            assertThat(logging).isNotNull();
            errors.report(seen, "Sell tea");
            log.error("again", seen);
            log.atError().setCause(new IllegalStateException("logged")).log("Sell {}", "milk");
            log.error("no throwable");
            log.warn("no error", new IllegalStateException("x"));
            Thread thread = new Thread(() -> {
                throw new IllegalStateException("uncaught");
            });
            thread.start();
            thread.join();
        }
        log.error("after the close");

        assertThat(sink.reports)
                .containsExactly(
                        "Sell tea: java.lang.IllegalStateException: seen",
                        "Sell {}: java.lang.IllegalStateException: logged",
                        "no throwable: dev.operable.core.errors.LoggedError: com.acme.Shop: no throwable",
                        "An exception that nobody caught ended a thread.: java.lang.IllegalStateException: uncaught");
        assertThat(sink.closed).isEqualTo(1);
    }

    /** A reporter that logs its own failures would otherwise be asked to report these. */
    @Test
    void whatTheReporterLogsIsNotReportedToIt() {
        ErrorReporter failing = new Sink() {
            @Override
            public void report(Throwable error, String message) {
                super.report(error, message);
                log.error("The report failed.");
            }
        };
        try (ErrorReporter errors = LoggedErrors.to(failing)) {
            assertThat(errors).isNotNull();
            log.error("first");
            log.error("second");
        }

        assertThat(((Sink) failing).reports).hasSize(2);
    }

    /** Neither who logs nor who reports is to fail because of it. */
    @Test
    void aReporterThatFailsIsWarnedOf() {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        ch.qos.logback.classic.Logger own = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(LoggedErrors.class);
        own.addAppender(logged);
        ErrorReporter failing = new Sink() {
            @Override
            public void report(Throwable error, String message) {
                throw new NoClassDefFoundError("of the sink");
            }
        };
        try (ErrorReporter errors = LoggedErrors.to(failing)) {
            log.error("x");
            errors.report(new IllegalStateException("y"), "y");
        }
        own.detachAppender(logged);

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("The reporter of errors failed.", "The reporter of errors failed.");
    }

    private static class Sink implements ErrorReporter {
        final List<String> reports = new CopyOnWriteArrayList<>(new ArrayList<>());
        int closed;

        @Override
        public void report(Throwable error, String message) {
            reports.add(message + ": " + error);
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
