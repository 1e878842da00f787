package dev.operable.spring;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import org.jspecify.annotations.Nullable;

/** A span of Micrometer Tracing as the header {@code traceparent} has it. */
final class SpanHeader {
    private static final String NO_DIGITS = "0".repeat(32);

    private SpanHeader() {}

    /** Null if there is none. */
    static @Nullable String of(@Nullable Span span) {
        return span == null || span.isNoop() ? null : header(span.context());
    }

    /** Of 16 digits of a trace id, which some systems use, the 32 of W3C. */
    private static String header(TraceContext context) {
        String trace = context.traceId();
        String digits = NO_DIGITS.substring(Math.min(NO_DIGITS.length(), trace.length())) + trace;
        return "00-" + digits + "-" + context.spanId() + "-" + (Boolean.TRUE.equals(context.sampled()) ? "01" : "00");
    }
}
