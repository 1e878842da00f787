package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Called by Logback itself before the first event, so that already the first line is structured. It reads no
 * environment: {@link Logging#start} brings the identity and the levels later. Not for direct use.
 */
// The configurator of an application has a higher rank, and goes first.
@ConfiguratorRank(ConfiguratorRank.NOMINAL)
public final class LoggingConfigurator extends ContextAwareBase implements Configurator {
    /** For the service loader. */
    public LoggingConfigurator() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (configuredByFile(context)) {
            JulBridge.install(context);
            return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(OpsAppender.started(context));
        JulBridge.install(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logback looks for logback.xml only after the services; a file of the application is to win. */
    private static boolean configuredByFile(LoggerContext context) {
        DefaultJoranConfigurator files = new DefaultJoranConfigurator();
        files.setContext(context);
        return files.configure(context) == ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
