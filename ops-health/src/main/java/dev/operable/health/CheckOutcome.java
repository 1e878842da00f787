package dev.operable.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How one check is, and the last known result that it follows from. Immutable. Its result is a detail: reason and data may
 * name hosts or carry exception texts, in which what looks like a secret is masked, so the open answers leave them out.
 *
 * @param check what was asked
 * @param status what counts; it differs from the result's while there are not yet enough failures for down, or not yet
 *     enough successes for up
 * @param result what the last run found
 * @param hung whether the run had not come back within the check's timeout
 * @param took how long the run took; for a hung one, how long it had taken when it was last looked at
 * @param at when the run ended, or was last looked at
 * @param since when the status became what it is
 */
public record CheckOutcome(
        CheckDefinition check,
        CheckResult.Status status,
        CheckResult result,
        boolean hung,
        Duration took,
        Instant at,
        Instant since) {

    /** Of something that was looked at once, just now, and is no check that runs again. */
    public static CheckOutcome found(String name, CheckResult result, Duration took) {
        Instant now = Clock.systemUTC().instant();
        return new CheckOutcome(
                HealthCheck.named(name).of(() -> result), result.status(), result, false, took, now, now);
    }

    public String name() {
        return check.name();
    }

    public Criticality criticality() {
        return check.criticality();
    }

    public Probe probe() {
        return check.probe();
    }
}
