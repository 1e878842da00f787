package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.errors.ErrorReporter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A reporter of the application's in the place of Sentry. */
class ErrorSinkTest {
    private final Reporter reporter = new Reporter();

    // Without ErrorSink the bean hears of failed workers only.
    @Test
    void gets_what_Sentry_would_get_and_each_throwable_once() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(SettingsAutoConfiguration.class, ErrorsAutoConfiguration.class))
                .withPropertyValues("spring.application.name=shop")
                .withBean(Reporter.class, () -> reporter)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(ErrorReporter.class);
                    Exception failed = new IllegalStateException("failed");
                    context.getBean(ErrorSink.class).reporter().report(failed, "Work");
                    LoggerFactory.getLogger("com.acme.Shop").error("again", failed);
                    LoggerFactory.getLogger("com.acme.Shop").error("Sell milk");
                });
        LoggerFactory.getLogger("com.acme.Shop").error("after the context");

        assertThat(reporter.reports).containsExactly("Work", "Sell milk");
    }

    static final class Reporter implements ErrorReporter {
        private final List<String> reports = new CopyOnWriteArrayList<>();

        @Override
        public void report(Throwable error, String message) {
            reports.add(message);
        }

        @Override
        public void close() {
            // nothing waits
        }
    }
}
