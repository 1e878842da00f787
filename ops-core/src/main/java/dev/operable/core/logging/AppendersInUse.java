package dev.operable.core.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds our appenders in a configuration of the application, also behind appenders that hand on to others. */
final class AppendersInUse {
    private AppendersInUse() {}

    static List<OpsAppender> of(LoggerContext context) {
        Set<Appender<ILoggingEvent>> seen = new LinkedHashSet<>();
        for (Logger logger : context.getLoggerList()) {
            collect(logger, seen);
        }
        return seen.stream()
                .filter(OpsAppender.class::isInstance)
                .map(OpsAppender.class::cast)
                .toList();
    }

    @SuppressWarnings("unchecked") // what is attached to a logger, or behind it, takes log events
    private static void collect(AppenderAttachable<ILoggingEvent> owner, Set<Appender<ILoggingEvent>> seen) {
        for (Iterator<Appender<ILoggingEvent>> each = owner.iteratorForAppenders(); each.hasNext(); ) {
            Appender<ILoggingEvent> appender = each.next();
            if (seen.add(appender) && appender instanceof AppenderAttachable<?> attachable) {
                collect((AppenderAttachable<ILoggingEvent>) attachable, seen);
            }
        }
    }
}
