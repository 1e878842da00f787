package dev.operable.samples.drill;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** The attempts that failed, as the log of the caller tells them: also those that cost no call. Safe for use by many threads. */
final class FailedAttempts extends AppenderBase<ILoggingEvent> {
    private static final String MESSAGE = "An attempt to call ";

    /** One that failed, by the clock of the machine. */
    record Failed(String instance, long atMillis) {}

    private final List<Failed> failed = new CopyOnWriteArrayList<>();

    /** The level DEBUG of {@code dev.operable.rpc} has to be on. */
    static FailedAttempts listen() {
        FailedAttempts attempts = new FailedAttempts();
        attempts.start();
        ((Logger) LoggerFactory.getLogger("dev.operable.rpc")).addAppender(attempts);
        return attempts;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getMessage().startsWith(MESSAGE)) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                if (pair.key.equals("peer_instance")) {
                    failed.add(new Failed(String.valueOf(pair.value), event.getTimeStamp()));
                }
            }
        }
    }

    List<Failed> at(String instance, long sinceMillis) {
        return failed.stream()
                .filter(one -> one.instance.equals(instance) && one.atMillis >= sinceMillis)
                .toList();
    }
}
