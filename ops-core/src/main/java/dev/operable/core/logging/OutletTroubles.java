package dev.operable.core.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** What the log says of its own outputs, and where to: an output that takes nothing cannot say so itself. */
final class OutletTroubles implements Outlet.Troubles {
    private final Supplier<LoggerContext> context;
    private final Supplier<Outlets> outlets;

    OutletTroubles(Supplier<LoggerContext> context, Supplier<Outlets> outlets) {
        this.context = context;
        this.outlets = outlets;
    }

    @Override
    public ILoggingEvent dropped(long events) {
        LoggingEvent event = warning("Dropped " + events + " log events: the output did not take them.");
        event.addKeyValuePair(new KeyValuePair("dropped", events));
        return event;
    }

    /** The stream app tells it, and where that is what goes nowhere, standard error. */
    @Override
    public void refused(Outlet outlet, Exception why) {
        Outlet app = outlets.get().of(LogStream.APP);
        @Nullable Outlet told = outlet == app ? outlets.get().errors() : app;
        if (told == null || told == outlet) {
            return; // said when it takes lines again, for there is no other place
        }
        LoggingEvent event = warning("The log " + outlet.name() + " takes no events: they are dropped until it does.");
        event.addKeyValuePair(new KeyValuePair("reason", String.valueOf(why)));
        told.append(event);
    }

    private LoggingEvent warning(String message) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(context.get());
        event.setLoggerName(Logging.class.getName());
        event.setThreadName(Thread.currentThread().getName());
        event.setLevel(Level.WARN);
        event.setInstant(Instant.now());
        event.setMessage(message);
        event.setMDCPropertyMap(Map.of());
        return event;
    }
}
