package dev.operable.core.logging;

import net.logstash.logback.stacktrace.ShortenedThrowableConverter;

/** How stack traces are written: the root cause first, for that is what one looks for, and bounded. */
final class StackTraces {
    private static final int MAX_FRAMES_EACH = 60;

    private StackTraces() {}

    static ShortenedThrowableConverter converter() {
        ShortenedThrowableConverter converter = new ShortenedThrowableConverter();
        converter.setRootCauseFirst(true);
        converter.setMaxDepthPerThrowable(MAX_FRAMES_EACH);
        converter.setMaxLength(Characters.MAX_LENGTH);
        converter.setLineSeparator("\n");
        converter.start();
        return converter;
    }
}
