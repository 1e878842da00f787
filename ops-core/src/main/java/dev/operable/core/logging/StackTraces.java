package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;

/** How stack traces are written: the root cause first, for that is what one looks for, and bounded. */
final class StackTraces {
    private static final int MAX_FRAMES_EACH = 60;

    private StackTraces() {}

    static String of(ILoggingEvent event) {
        return Converter.CONVERTER.convert(event);
    }

    /** Loaded with the first stack trace, which a start should not have. */
    private static final class Converter {
        private static final ShortenedThrowableConverter CONVERTER = converter();
    }

    private static ShortenedThrowableConverter converter() {
        ShortenedThrowableConverter converter = new ShortenedThrowableConverter();
        converter.setRootCauseFirst(true);
        converter.setMaxDepthPerThrowable(MAX_FRAMES_EACH);
        converter.setMaxLength(Characters.MAX_LENGTH);
        converter.setLineSeparator("\n");
        converter.start();
        return converter;
    }
}
