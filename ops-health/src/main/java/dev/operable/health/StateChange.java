package dev.operable.health;

import java.time.Instant;

/**
 * A check got worse or better. Immutable.
 *
 * @param check its name
 * @param from what it was; a check is taken to pass until it has run
 * @param to what it is now
 * @param reason why, for people, with what looks like a secret masked; empty when it passes
 * @param at when
 */
public record StateChange(String check, CheckResult.Status from, CheckResult.Status to, String reason, Instant at) {}
