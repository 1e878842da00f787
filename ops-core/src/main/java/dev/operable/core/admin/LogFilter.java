package dev.operable.core.admin;

import dev.operable.config.Durations;
import dev.operable.core.logging.LogLevel;
import dev.operable.core.logging.RecentEvents.Event;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which events a caller wants to see.
 *
 * @param level the least
 * @param logger its name, or that of a package
 * @param text is somewhere in a value, in any case of letters; empty for all
 * @param trace the id of a trace; empty for all
 * @param since not before
 * @param limit how many of the last
 */
record LogFilter(LogLevel level, String logger, String text, String trace, Instant since, int limit) {
    static final String[] FIELDS = {"level", "logger", "text", "trace", "since", "limit"};

    private static final int LIMIT = 200;
    private static final Duration LONGEST = Duration.ofDays(30);

    static LogFilter of(Fields query, int most) throws Refused {
        Optional<String> level = query.get("level");
        return new LogFilter(
                level.isEmpty() ? LogLevel.TRACE : query.choice("level", level.get(), LogLevel.class),
                query.get("logger").orElse(""),
                query.get("text").orElse("").toLowerCase(Locale.ROOT),
                query.get("trace").orElse(""),
                since(query),
                limit(query, most));
    }

    private static Instant since(Fields query) throws Refused {
        String since = query.get("since").orElse("");
        if (since.isEmpty()) {
            return Instant.MIN;
        }
        if (Durations.of(since.strip()).isPresent()) {
            return Clock.systemUTC()
                    .instant()
                    .minus(query.duration("since", LONGEST).orElse(LONGEST));
        }
        try {
            return Instant.parse(since);
        } catch (DateTimeException neither) {
            throw Fields.wrong(
                    "since",
                    since,
                    "is neither a time nor a duration",
                    "Write it as 2026-03-04T05:06:07Z, or as 5m for the last five minutes.");
        }
    }

    private static int limit(Fields query, int most) throws Refused {
        String limit = query.get("limit").orElse("");
        if (limit.isEmpty()) {
            return Math.min(LIMIT, most);
        }
        if (!limit.matches("\\d{1,6}") || Integer.parseInt(limit) > most) {
            throw Fields.wrong("limit", limit, "is out of range", "Give a number from 0 to " + most + ".");
        }
        return Integer.parseInt(limit);
    }

    /** The last of those that are wanted, the oldest first. */
    List<Event> last(List<Event> events) {
        List<Event> wanted = events.stream().filter(this::wants).toList();
        return wanted.subList(Math.max(0, wanted.size() - limit), wanted.size());
    }

    boolean wants(Event event) {
        return event.level().compareTo(level) >= 0
                && (logger.isEmpty()
                        || event.logger().equals(logger)
                        || event.logger().startsWith(logger + "."))
                && (trace.isEmpty() || event.trace().equals(trace))
                && !event.time().isBefore(since)
                && (text.isEmpty() || contains(JsonMapper.shared().readTree(event.json())));
    }

    /** In a value and not in the line, where a quote is two characters. */
    private boolean contains(JsonNode value) {
        if (value.isValueNode()) {
            return value.asString().toLowerCase(Locale.ROOT).contains(text);
        }
        return value.valueStream().anyMatch(this::contains);
    }
}
