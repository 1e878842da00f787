package dev.operable.health;

import static dev.operable.config.Durations.text;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * Compares, from run to run, what the wall clock says to have passed with what did. Corrections by the usual slewing, half
 * a millisecond a second at most, stay below the tolerance.
 */
final class ClockCheck implements HealthCheck {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Duration tolerance;
    private final Clock wall;
    private final LongSupplier nanoTime;

    private boolean looked;
    private Instant lastWall = Instant.EPOCH;
    private long lastNanos;
    private String step = "";
    private long stepNanos;

    ClockCheck(Duration tolerance, Clock wall, LongSupplier nanoTime) {
        this.tolerance = tolerance;
        this.wall = wall;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized CheckResult run() {
        long nanos = nanoTime.getAsLong();
        Instant now = wall.instant();
        if (looked) {
            Duration passed = Duration.ofNanos(nanos - lastNanos);
            Duration moved = Duration.between(lastWall, now).minus(passed);
            // Half an hour of slewing between two runs is no step.
            if (moved.abs().compareTo(tolerance.plus(passed.dividedBy(1000))) > 0) {
                stepNanos = nanos;
                step = "the wall clock went " + (moved.isNegative() ? "back" : "ahead") + " by "
                        + text(moved.abs().truncatedTo(ChronoUnit.MILLIS)) + " before "
                        + now.truncatedTo(ChronoUnit.SECONDS) + ", more than " + text(tolerance);
            }
        }
        looked = true;
        lastWall = now;
        lastNanos = nanos;
        boolean recent = !step.isEmpty() && nanos - stepNanos < REMEMBERED.toNanos();
        return recent ? CheckResult.degraded(step) : CheckResult.pass();
    }
}
