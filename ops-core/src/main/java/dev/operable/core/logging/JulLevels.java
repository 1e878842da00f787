package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.jul.JULHelper;
import ch.qos.logback.classic.spi.LoggerContextListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives the loggers of {@code java.util.logging} the levels of ours. As Logback's own {@code LevelChangePropagator}, without its
 * messages, which take a start longer to put together than all the levels to set.
 */
final class JulLevels implements LoggerContextListener {
    /** The JDK forgets loggers that nobody holds, and their levels with them. */
    private final Map<String, java.util.logging.Logger> held = new ConcurrentHashMap<>();

    /** The levels as they are, and from now on each change. */
    static void follow(LoggerContext context) {
        JulLevels levels = new JulLevels();
        levels.set(context);
        context.addListener(levels);
    }

    @Override
    public boolean isResetResistant() {
        return false;
    }

    @Override
    public void onStart(LoggerContext context) {
        set(context);
    }

    @Override
    public void onReset(LoggerContext context) {
        // What follows a reset adds its own.
    }

    @Override
    public void onStop(LoggerContext context) {
        // The levels stay: what logs after the end was told apart before.
    }

    @Override
    public void onLevelChange(Logger logger, Level level) {
        java.util.logging.Logger jul = JULHelper.asJULLogger(logger);
        held.put(logger.getName(), jul);
        jul.setLevel(level == null ? null : JULHelper.asJULLevel(level));
    }

    private void set(LoggerContext context) {
        for (Logger logger : context.getLoggerList()) {
            if (logger.getLevel() != null) {
                onLevelChange(logger, logger.getLevel());
            }
        }
    }
}
