package dev.operable.core.http;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One event of the level INFO for each answer; the ids of the request are in the MDC. Never a raw path, which may be private. */
final class AccessLog {
    private static final Logger log = LoggerFactory.getLogger("ops.access");

    void write(
            RequestContext context,
            String method,
            String route,
            int status,
            long bytes,
            @Nullable Throwable error,
            long nanos) {
        LoggingEventBuilder event = log.atInfo()
                .addKeyValue("method", method)
                .addKeyValue("route", route)
                .addKeyValue("status", status)
                .addKeyValue("duration_ms", (double) TimeUnit.NANOSECONDS.toMicros(nanos) / 1000);
        if (bytes >= 0) {
            event = event.addKeyValue("bytes", bytes);
        }
        if (context.caller().isPresent()) {
            event = event.addKeyValue("peer_service", context.caller().get());
        }
        if (error != null) {
            event = event.addKeyValue("exception", error.getClass().getName());
        }
        event.log("Answered.");
    }
}
