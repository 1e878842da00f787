package dev.operable.health;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs when a check starts to fail and when it recovers, once each, and nothing in between. */
final class StateChanges {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.health");

    private final String name;
    // A check is taken to be well until it says otherwise, so that a normal start logs nothing.
    private final AtomicReference<CheckResult.Status> last = new AtomicReference<>(CheckResult.Status.PASS);

    StateChanges(String name) {
        this.name = name;
    }

    void saw(CheckOutcome outcome, @Nullable Throwable error) {
        CheckResult.Status before = last.getAndSet(outcome.status());
        if (before == outcome.status()) {
            return;
        }
        boolean well = outcome.status() == CheckResult.Status.PASS;
        LOG.atLevel(well ? Level.INFO : Level.WARN)
                .addKeyValue("check", name)
                .addKeyValue("status", outcome.status())
                .addKeyValue("was", before)
                .addKeyValue("criticality", outcome.criticality())
                .addKeyValue("reason", outcome.result().reason())
                .setCause(error)
                .log(
                        well ? "Self-check {} passes again" : "Self-check {} is {}: {}",
                        name,
                        outcome.status(),
                        outcome.result().reason());
    }
}
