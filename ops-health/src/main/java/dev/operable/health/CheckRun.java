package dev.operable.health;

import java.time.Duration;
import java.time.Instant;

/**
 * One run of a check, as it is remembered. Immutable.
 *
 * @param status what it found
 * @param hung whether it had not come back within the check's timeout; a run that hangs for long is remembered again and
 *     again, as often as the check would have run
 * @param took how long it took, or had taken then
 * @param at when it ended, or was given up
 */
public record CheckRun(CheckResult.Status status, boolean hung, Duration took, Instant at) {}
