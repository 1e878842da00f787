package dev.operable.spring;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.operable.core.Redaction;
import dev.operable.core.RedactionSettings;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Our log in the place of the console appender that Spring Boot set up; Spring Boot's levels stay. */
final class JoinedLogging {
    private JoinedLogging() {}

    /** Empty when another backend than Logback is there. */
    static Optional<Logging> start(Foundation foundation) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return Optional.empty();
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        Logging logging = Logging.start(
                foundation.identity(),
                foundation.settings().get(LoggingSettings.class),
                foundation.settings().get(RedactionSettings.class).with(Redaction.standard()));
        if (foundation.settings().value("LOG_LEVEL").isEmpty()) {
            // logging.level.root, or else Spring Boot's default, which is ours too
            root.setLevel(before);
        }
        if (foundation.settings().get(ModeVariable.class).mode() == ModeVariable.Mode.CHECK) {
            root.setLevel(Level.ERROR); // the report says it all
        }
        return Optional.of(logging);
    }
}
