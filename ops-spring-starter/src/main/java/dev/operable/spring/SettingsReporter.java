package dev.operable.spring;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Prints what is wrong with the settings as it is, for the person who has to mend it, and nothing else. */
// Before Spring Boot's own, which would log a stack trace.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingsReporter implements SpringBootExceptionReporter {
    @Override
    public boolean reportException(Throwable failure) {
        for (@Nullable Throwable link = failure; link != null; link = link.getCause()) {
            if (link instanceof SettingsException) {
                PrintStream standardError = new PrintStream(System.err, true, StandardCharsets.UTF_8);
                standardError.println(link.getMessage());
                return true;
            }
        }
        return false;
    }
}
