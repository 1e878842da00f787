package dev.operable.spring;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.filter.Filter;
import dev.operable.core.Redaction;
import dev.operable.core.RedactionSettings;
import dev.operable.core.logging.LogDestination;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import dev.operable.core.logging.OpsAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Our log in the place of the console appender that Spring Boot set up. Spring Boot's levels stay, its file does, and so does
 * its console where the application says how that shall look.
 */
final class JoinedLogging {
    private JoinedLogging() {}

    /** Empty when another backend than Logback is there. */
    static Optional<Logging> start(Foundation foundation, Environment environment) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return Optional.empty();
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        boolean theirConsole = foundation.settings().value("LOG_FORMAT").isEmpty() && saysHow(environment);
        // Taken away first, since what the root logger has at the start of ours is ended.
        // A file that configures Logback says all of it.
        boolean file = context.getObject(CoreConstants.SAFE_JORAN_CONFIGURATION) != null;
        List<Filter<ILoggingEvent>> filters = file || theirConsole ? List.of() : consoleFilters(root);
        List<Appender<ILoggingEvent>> staying = file ? List.of() : detach(root, theirConsole);
        Logging logging = Logging.start(
                foundation.identity(),
                foundation.settings().get(LoggingSettings.class),
                foundation.settings().get(RedactionSettings.class).with(Redaction.standard()));
        staying.forEach(root::addAppender);
        Map<String, LogDestination> streams =
                foundation.settings().get(LoggingSettings.class).streams();
        for (Filter<ILoggingEvent> filter : filters) {
            ours(root).forEach(appender -> appender.addFilter(new ConsoleThreshold(filter, streams)));
        }
        if (theirConsole && !file) {
            detachOurs(root);
        }
        if (foundation.settings().value("LOG_LEVEL").isEmpty()) {
            // logging.level.root, or else Spring Boot's default, which is ours too
            root.setLevel(before);
        }
        if (foundation.settings().get(ModeVariable.class).mode() == ModeVariable.Mode.CHECK) {
            root.setLevel(Level.ERROR); // the report says it all
        }
        return Optional.of(logging);
    }

    private static boolean saysHow(Environment environment) {
        return environment.containsProperty("logging.pattern.console")
                || environment.containsProperty("logging.structured.format.console")
                || !environment.getProperty("logging.console.enabled", Boolean.class, true);
    }

    private static List<Appender<ILoggingEvent>> detach(Logger root, boolean theirConsole) {
        List<Appender<ILoggingEvent>> staying = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(appender -> {
            boolean replaced =
                    appender instanceof OpsAppender || (appender instanceof ConsoleAppender && !theirConsole);
            if (!replaced) {
                staying.add(appender);
            }
        });
        staying.forEach(root::detachAppender);
        return staying;
    }

    /** What keeps events from the console, as {@code logging.threshold.console} does. */
    private static List<Filter<ILoggingEvent>> consoleFilters(Logger root) {
        List<Filter<ILoggingEvent>> filters = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof ConsoleAppender) {
                filters.addAll(appender.getCopyOfAttachedFiltersList());
            }
        });
        return filters;
    }

    private static List<Appender<ILoggingEvent>> ours(Logger root) {
        List<Appender<ILoggingEvent>> ours = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof OpsAppender) {
                ours.add(appender);
            }
        });
        return ours;
    }

    private static void detachOurs(Logger root) {
        for (Appender<ILoggingEvent> appender : ours(root)) {
            root.detachAppender(appender);
            appender.stop();
        }
    }
}
