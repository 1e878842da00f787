package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Called by Logback itself before the first event, so that already the first line is structured. It reads no
 * environment: {@link Logging#start} brings the identity and the levels later. Not for direct use.
 */
// Below Logback's own search for logback.xml, which thereby wins; above its plain fallback.
@ConfiguratorRank(ConfiguratorRank.NOMINAL - 1)
public final class LoggingConfigurator extends ContextAwareBase implements Configurator {
    /** For the service loader. */
    public LoggingConfigurator() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(QueueAppender.started(context, LogFormat.AUTO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
