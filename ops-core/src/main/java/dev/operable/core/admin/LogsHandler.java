package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.core.logging.RecentEvents;
import dev.operable.core.logging.RecentEvents.Event;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Answers {@code /ops/logs} of an {@link AdminServer}: the last events, the oldest first, as a JSON array, as lines of JSON
 * ({@code application/x-ndjson}) or text ({@code text/plain}), or as they come ({@code text/event-stream}). At most 8 callers
 * at a time see them as they come. Safe for use by many threads.
 */
public final class LogsHandler implements HttpHandler {
    private static final String LINES = "application/x-ndjson";

    private final RecentEvents events;
    private final LogStreams streams;

    /** @param events {@code Logging.recent()} */
    public LogsHandler(RecentEvents events) {
        this(events, LogStreams.Limits.USUAL);
    }

    LogsHandler(RecentEvents events, LogStreams.Limits limits) {
        this.events = events;
        this.streams = new LogStreams(events, limits);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answers.allow(exchange, "GET", "HEAD");
        if (events.capacity() == 0) {
            throw new Refused(Problem.of(
                    404,
                    "No events are kept: LOG_RECENT is 0, or the logback.xml of the application has no OpsAppender."));
        }
        LogFilter filter = LogFilter.of(Fields.query(exchange, LogFilter.FIELDS), events.capacity());
        if (Answers.accepts(exchange, "text/event-stream")) {
            streams.answer(exchange, filter);
            return;
        }
        List<Event> last = filter.last(events.after(0, events.capacity()));
        if (Answers.accepts(exchange, "ndjson")) {
            Answers.send(exchange, LINES, joined(last));
        } else if (Answers.accepts(exchange, "text/plain")) {
            Answers.send(exchange, Answers.TEXT, last.stream().map(Event::text).collect(Collectors.joining()));
        } else {
            String array = last.stream().map(Event::json).collect(Collectors.joining(",\n", "[", "]\n"));
            Answers.send(exchange, Answers.JSON, array);
        }
    }

    private static String joined(List<Event> events) {
        return events.stream().map(event -> event.json() + "\n").collect(Collectors.joining());
    }
}
