package dev.operable.health;

import dev.operable.core.Redaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The log events of checks that get worse or better, one each. */
final class ChangeLog {
    static final Logger LOG = LoggerFactory.getLogger("dev.operable.health");

    private ChangeLog() {}

    static void log(StateChanges.News news, Redaction redaction) {
        try {
            Throwable error = news.error();
            log(news.check(), news.change(), error == null ? null : redaction.error(error));
        } catch (RuntimeException | Error unprintable) {
            // An exception that cannot be printed must not take the event with it.
            log(news.check(), news.change(), null);
        }
    }

    private static void log(CheckDefinition check, StateChange change, @Nullable Throwable error) {
        boolean well = change.to() == CheckResult.Status.PASS;
        LOG.atLevel(well ? Level.INFO : Level.WARN)
                .addKeyValue("check", check.name())
                .addKeyValue("status", change.to())
                .addKeyValue("was", change.from())
                .addKeyValue("criticality", check.criticality())
                .addKeyValue("reason", change.reason())
                .addKeyValue("owner", check.owner())
                .setCause(error)
                .log(
                        well ? "Self-check {} passes again" : "Self-check {} is {}: {}",
                        check.name(),
                        change.to(),
                        change.reason());
    }
}
