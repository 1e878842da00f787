package dev.operable.core.logging;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import dev.operable.config.Settings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is logged, how, and where to. Immutable.
 *
 * @param level the level of every logger that {@code levels} does not name
 * @param levels levels by logger name, for example {@code com.acme=debug,org.jooq=warn}
 * @param format JSON, ECS or text
 * @param streams destinations by stream: {@code app}, {@code access}, {@code audit}; a stream that is not named goes to
 *     standard output
 * @param repeats how often the same event of the stream {@code app} is written in one second
 * @param recent how many of the last events stay in memory, to be looked at while the service runs; 0 is none
 */
public record LoggingSettings(
        @Key("LOG_LEVEL") @Default("info") @Doc("The log level of everything that LOG_LEVELS does not name.")
        LogLevel level,

        @Key("LOG_LEVELS") @Doc("Log levels by logger name: com.acme=debug,org.jooq=warn.")
        Map<String, LogLevel> levels,

        @Key("LOG_FORMAT") @Default("auto") @Doc("json, ecs, text, or auto: text on a terminal, else json.")
        LogFormat format,

        @Key("LOG_STREAMS")
        @Doc(
                value = "Where the streams app, access and audit go: stdout, stderr, off or file:PATH.",
                example = "access=off,audit=stderr")
        Map<String, LogDestination> streams,

        @Key("LOG_REPEATS")
        @Default("off")
        @Doc("How often the same event is written in a second, such as 10/s; the others are counted.")
        RepeatLimit repeats,

        @Key("LOG_RECENT")
        @Default("1000")
        @Doc("How many of the last log events /ops/logs can show, of 1 KB each on average; 0 keeps none.")
        int recent) {

    private static final Set<String> STREAMS = Set.of("app", "access", "audit");

    private static final Pattern ROTATED = Pattern.compile("\\.\\d+$");

    public LoggingSettings {
        levels = Map.copyOf(levels);
        Check.between("recent", recent, 0, RecentEvents.MOST);
        streams = Map.copyOf(streams);
        Check.that(
                "streams",
                STREAMS.containsAll(streams.keySet()),
                "must name the streams app, access and audit only, as in access=off,audit=file:/var/log/audit.log");
        Check.that(
                "streams",
                !LogDestination.OFF.equals(streams.get("app")),
                "must not turn app off; LOG_LEVEL=off does that, and leaves access and audit");
        Check.that(
                "streams",
                oneSizeEach(streams.values()),
                "must give a file of several streams the same size and keep each time");
        Check.that(
                "streams",
                noneIsRotatedOver(streams.values()),
                "must not write to a file that another stream's rotation replaces, such as x.log.1 beside x.log");
    }

    /** The defaults of the variables above: {@code info}, no others, {@code auto}, all to standard output, {@code off}, 1000. */
    public static LoggingSettings defaults() {
        return new LoggingSettings(LogLevel.INFO, Map.of(), LogFormat.AUTO, Map.of(), RepeatLimit.OFF, 1_000);
    }

    /** Says how reports of wrong settings call the types in here; before anything is bound. */
    public static void describe(Settings.Builder builder) {
        builder.converter(LogDestination.class, "a destination of the log", "", LogDestination::parse)
                .converter(RepeatLimit.class, "a limit of repetitions", "10/s", RepeatLimit::parse);
    }

    /** The same with another {@link #level()}. */
    public LoggingSettings withLevel(LogLevel other) {
        return new LoggingSettings(other, levels, format, streams, repeats, recent);
    }

    LogDestination destination(LogStream stream) {
        return streams.getOrDefault(stream.toString(), LogDestination.STDOUT);
    }

    private static boolean noneIsRotatedOver(Collection<LogDestination> destinations) {
        for (LogDestination rotated : destinations) {
            for (LogDestination other : destinations) {
                if (rotated.file().isPresent()
                        && other.file().isPresent()
                        && ROTATED.matcher(other.file().get().toString())
                                .replaceFirst("")
                                .equals(rotated.file().get().toString())
                        && !rotated.file().equals(other.file())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean oneSizeEach(Collection<LogDestination> destinations) {
        // A loop: this runs at each start of a process, where every lambda is a class more to make.
        Map<Path, LogDestination> byFile = new HashMap<>();
        for (LogDestination destination : destinations) {
            if (destination.file().isPresent()) {
                LogDestination other = byFile.putIfAbsent(destination.file().get(), destination);
                if (other != null && !other.equals(destination)) {
                    return false;
                }
            }
        }
        return true;
    }
}
