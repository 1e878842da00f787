package dev.operable.core.admin;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.config.ListenAddress;
import dev.operable.config.Secret;
import dev.operable.core.ServiceIdentity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What the tests of the endpoints have in common. */
final class AdminFixture {
    private AdminFixture() {}

    static AdminServer server() {
        return new AdminServer(
                new AdminSettings(new ListenAddress("127.0.0.1", 0), Optional.of(Secret.of("right-and-long-enough"))),
                identity());
    }

    static ServiceIdentity identity() {
        return new ServiceIdentity("hits", "1", "production", "hits-1");
    }

    /** What the audit hears, until it is closed. */
    static final class Audit implements AutoCloseable {
        private final Logger logger = (Logger) LoggerFactory.getLogger("ops.audit");
        private final ListAppender<ILoggingEvent> events = new ListAppender<>();

        Audit() {
            events.start();
            logger.addAppender(events);
        }

        List<String> heard() {
            return List.copyOf(events.list).stream()
                    .map(event -> event.getKeyValuePairs().stream()
                            .map(pair -> pair.key + "=" + pair.value)
                            .collect(Collectors.joining(" ")))
                    .toList();
        }

        @Override
        public void close() {
            logger.detachAppender(events);
        }
    }
}
