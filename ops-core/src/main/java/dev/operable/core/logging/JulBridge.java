package dev.operable.core.logging;

import ch.qos.logback.classic.LoggerContext;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Brings the events of {@code java.util.logging} into this log, of the JDK's own classes among others. */
final class JulBridge {
    private JulBridge() {}

    /** Does nothing where somebody configured java.util.logging or built the bridge, as Spring Boot does. */
    static void install(LoggerContext context) {
        if (SLF4JBridgeHandler.isInstalled() || isConfigured()) {
            return;
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        // Without it the events below our level would be made before they are thrown away, and those below INFO never.
        JulLevels.follow(context);
    }

    private static boolean isConfigured() {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return true;
        }
        Handler[] handlers = LogManager.getLogManager().getLogger("").getHandlers();
        return handlers.length > 1 || (handlers.length == 1 && !(handlers[0] instanceof ConsoleHandler));
    }
}
