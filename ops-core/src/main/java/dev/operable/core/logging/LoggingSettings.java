package dev.operable.core.logging;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.util.Map;

/**
 * What is logged, and how. Immutable.
 *
 * @param level the level of every logger that {@code levels} does not name
 * @param levels levels by logger name, for example {@code com.acme=debug,org.jooq=warn}
 * @param format JSON or text
 */
public record LoggingSettings(
        @Key("LOG_LEVEL") @Default("info") @Doc("The log level of everything that LOG_LEVELS does not name.")
        LogLevel level,

        @Key("LOG_LEVELS") @Doc("Log levels by logger name: com.acme=debug,org.jooq=warn.")
        Map<String, LogLevel> levels,

        @Key("LOG_FORMAT") @Default("auto") @Doc("json, text, or auto: text on a terminal, else json.")
        LogFormat format) {

    public LoggingSettings {
        levels = Map.copyOf(levels);
    }

    /** The defaults of the variables above: {@code info}, no others, {@code auto}. */
    public static LoggingSettings defaults() {
        return new LoggingSettings(LogLevel.INFO, Map.of(), LogFormat.AUTO);
    }
}
