package dev.operable.core.logging;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an event is for; its logger decides. */
enum LogStream {
    APP(""),
    ACCESS("ops.access"),
    AUDIT("ops.audit");

    private final String logger;
    private final String below;
    private final String text = name().toLowerCase(Locale.ROOT);

    LogStream(String logger) {
        this.logger = logger;
        this.below = logger + ".";
    }

    static LogStream of(@Nullable String logger) {
        if (logger == null || !logger.startsWith("ops.")) {
            return APP; // nearly always
        }
        return ACCESS.owns(logger) ? ACCESS : AUDIT.owns(logger) ? AUDIT : APP;
    }

    /** The logger of the stream; {@link #APP} has all the others. */
    String logger() {
        return logger;
    }

    private boolean owns(String name) {
        return name.equals(logger) || name.startsWith(below);
    }

    /** As it stands in events and variables. */
    @Override
    public String toString() {
        return text;
    }
}
