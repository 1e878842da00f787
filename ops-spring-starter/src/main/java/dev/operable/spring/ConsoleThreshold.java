package dev.operable.spring;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.operable.core.logging.LogDestination;
import java.util.Map;

/**
 * What keeps events from Spring Boot's console, for our output that took its place. Streams that go to files of their own
 * never came to the console. Safe for use by many threads.
 */
final class ConsoleThreshold extends Filter<ILoggingEvent> {
    private final Filter<ILoggingEvent> theirs;
    private final Map<String, LogDestination> streams;

    /** @param streams destinations of streams, those that do not go to the console among them */
    ConsoleThreshold(Filter<ILoggingEvent> theirs, Map<String, LogDestination> streams) {
        this.theirs = theirs;
        this.streams = streams;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        LogDestination destination = streams.get(stream(event.getLoggerName()));
        return destination != null && destination.kind() == LogDestination.Kind.FILE
                ? FilterReply.NEUTRAL
                : theirs.decide(event);
    }

    private static String stream(String logger) {
        return is(logger, "ops.access") ? "access" : is(logger, "ops.audit") ? "audit" : "app";
    }

    private static boolean is(String logger, String stream) {
        return logger.startsWith(stream)
                && (logger.length() == stream.length() || logger.charAt(stream.length()) == '.');
    }
}
