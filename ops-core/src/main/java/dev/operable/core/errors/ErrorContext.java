package dev.operable.core.errors;

import io.sentry.SentryEvent;
import io.sentry.SpanContext;
import io.sentry.SpanId;
import io.sentry.protocol.Request;
import io.sentry.protocol.SentryId;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** Puts on an event what is known of the request in which the error happened, and what the error itself knows. */
final class ErrorContext {
    /** MDC entries to search errors by. The others are shown, but not indexed. */
    private static final List<String> TAGS = List.of("request_id", "trace_id");

    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    /** Causes may form a ring, or a chain as long as a recursion. */
    private static final int MAX_CAUSES = 20;

    private ErrorContext() {}

    static void mdc(SentryEvent event, @Nullable Map<String, String> mdc) {
        if (mdc == null) {
            return;
        }
        mdc.forEach((name, value) -> {
            if (TAGS.contains(name)) {
                event.setTag(name, value);
            } else {
                event.setExtra(name, value);
            }
        });
        String trace = mdc.getOrDefault("trace_id", "");
        String span = mdc.getOrDefault("span_id", "");
        if (TRACE_ID.matcher(trace).matches() && SPAN_ID.matcher(span).matches()) {
            // Sentry's own place for it, so that the error is found beside the others of the same trace.
            event.getContexts().setTrace(new SpanContext(new SentryId(trace), new SpanId(span), "default", null, null));
        }
    }

    static void pairs(SentryEvent event, @Nullable List<KeyValuePair> pairs) {
        if (pairs == null) {
            return;
        }
        String method = null;
        String path = null;
        for (KeyValuePair pair : pairs) {
            // As text: Sentry would serialise an object by its getters.
            String value = text(pair.value);
            event.setExtra(String.valueOf(pair.key), value);
            method = "method".equals(pair.key) ? value : method;
            path = "path".equals(pair.key) ? value : path;
        }
        if (method != null && path != null) {
            Request request = new Request();
            request.setMethod(method);
            request.setUrl(path);
            event.setRequest(request);
        }
    }

    private static String text(@Nullable Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError broken) {
            return "could not be had: " + broken.getClass().getName();
        }
    }

    static void details(SentryEvent event, @Nullable Throwable error) {
        Throwable at = error;
        for (int depth = 0; at != null && depth < MAX_CAUSES; depth++) {
            if (at instanceof ErrorDetails details) {
                details(event, details);
            }
            at = at.getCause();
        }
    }

    private static void details(SentryEvent event, ErrorDetails details) {
        try {
            details.errorDetails().forEach(event::setExtra);
        } catch (RuntimeException broken) {
            // The error itself is still worth a report, and that its details are missing has to show there.
            event.setExtra("details", "could not be had: " + broken);
        }
    }
}
