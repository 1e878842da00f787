package dev.operable.health;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The log events of self-checks, which come from a thread of their own. */
final class Events extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    final List<ILoggingEvent> list = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.operable.health");

    Events() {
        start();
        logger.addAppender(this);
    }

    List<String> await(int count) {
        Await.until(count + " events", () -> list.size() >= count);
        return list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Override
    protected void append(ILoggingEvent event) {
        list.add(event);
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
