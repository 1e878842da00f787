package dev.operable.core.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The timer {@code http.server.requests}, with tags of which each has few values, whatever callers send. */
final class RequestTimer {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    /** Finding a timer in a registry costs more than all the rest of a request; with routes that are paths it has to. */
    private static final int MAX_REMEMBERED = 1_000;

    private final MeterRegistry registry;
    private final boolean withError;
    private final ConcurrentHashMap<Series, Timer> remembered = new ConcurrentHashMap<>();

    private record Series(String method, String uri, int status, String exception) {}

    /** @param withError whether the exception is a tag {@code error} as well */
    RequestTimer(MeterRegistry registry, boolean withError) {
        this.registry = registry;
        this.withError = withError;
    }

    /** A method that callers cannot make up. */
    static String known(String method) {
        return METHODS.contains(method) ? method : "OTHER";
    }

    void record(String method, String route, int status, long nanos, @Nullable Throwable error) {
        Series series = new Series(
                method, route, status, error == null ? "none" : error.getClass().getSimpleName());
        Timer timer = remembered.get(series);
        if (timer == null) {
            timer = timer(series);
            if (remembered.size() < MAX_REMEMBERED) {
                remembered.put(series, timer);
            }
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Series series) {
        Tags tags = Tags.of(
                "method",
                series.method(),
                "uri",
                series.uri(),
                "status",
                series.status() < 0 ? "UNKNOWN" : Integer.toString(series.status()),
                "outcome",
                outcome(series.status()),
                "exception",
                series.exception());
        return registry.timer("http.server.requests", withError ? tags.and("error", series.exception()) : tags);
    }

    private static String outcome(int status) {
        return switch (status / 100) {
            case 1 -> "INFORMATIONAL";
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            case 5 -> "SERVER_ERROR";
            default -> "UNKNOWN";
        };
    }
}
