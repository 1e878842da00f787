package dev.operable.health;

import java.time.Duration;

/**
 * One registered check.
 *
 * @param every the pause between background runs; zero: on demand
 * @param origin the method or the call that defined it, for messages
 */
record CheckDefinition(
        String name,
        Criticality criticality,
        Probe probe,
        Duration timeout,
        Duration every,
        HealthCheck check,
        String origin) {
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

    CheckDefinition {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The check of " + origin + " needs a name that people can read, on one line.");
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("The check \"" + name + "\" of " + origin + " has the timeout " + timeout
                    + ". It must be longer than zero, for example 1s.");
        }
        if (every.isNegative()) {
            throw new IllegalArgumentException("The check \"" + name + "\" of " + origin + " has the interval " + every
                    + ". Write one longer than zero, for example 30s, or none to run it on demand.");
        }
    }

    boolean inBackground() {
        return !every.isZero();
    }
}
