package dev.operable.starter;

import dev.operable.config.Durations;
import java.time.Duration;

/**
 * How long a step of the start may take, and what to do when it takes longer. Immutable.
 *
 * @param fix for people: a sentence, or several
 */
record Budget(Duration limit, String fix) {
    Budget {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("A step of the start cannot be done within " + limit + ".");
        }
    }

    /** What a setting lets the step wait in addition. */
    Budget plus(Duration more) {
        return new Budget(limit.plus(more), fix);
    }

    /** As people write it: {@code 500ms}, {@code 30s}, {@code 10m30s}. */
    String text() {
        return Durations.text(limit);
    }
}
