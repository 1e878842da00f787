package dev.operable.health;

import java.time.Duration;
import java.time.Instant;

/**
 * The last known result of one check. Immutable. Its reason and data are details: they may name hosts or carry
 * exception texts, so the open answers leave them out.
 *
 * @param hung whether the run had not come back within the check's timeout
 * @param took how long the run took; the timeout for a hung one
 * @param at when the run ended, or was given up
 */
public record CheckOutcome(
        String name,
        Criticality criticality,
        Probe probe,
        CheckResult result,
        boolean hung,
        Duration took,
        Instant at) {

    public CheckResult.Status status() {
        return result.status();
    }
}
