package dev.operable.core.logging;

import ch.qos.logback.classic.Level;

/** From which level on a logger writes; {@link #OFF} writes nothing. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF;

    static LogLevel of(Level level) {
        return level.toInt() < Level.TRACE_INT ? TRACE : valueOf(level.toString());
    }

    Level logback() {
        return Level.valueOf(name());
    }
}
