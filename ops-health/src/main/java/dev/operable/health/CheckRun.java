package dev.operable.health;

import java.time.Duration;
import java.time.Instant;

/**
 * One run of a check, as it is remembered. Immutable.
 *
 * @param status what it found
 * @param hung whether it had not come back within the check's timeout; a run that hangs for long is remembered again and
 *     again, as often as the check would have run
 * @param took how long it took; the timeout if it hung, for that is what it cost
 * @param at when it ended, or was given up
 * @param again whether this is the run before, which still hangs, and not another one; it counts for the thresholds and not
 *     for the durations
 */
public record CheckRun(CheckResult.Status status, boolean hung, Duration took, Instant at, boolean again) {}
