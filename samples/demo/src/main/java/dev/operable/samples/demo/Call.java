package dev.operable.samples.demo;

import java.time.Duration;

/**
 * A short link that was followed.
 *
 * @param phase when it was sent, seen from the kill
 * @param took from when it was sent to its answer
 * @param problem what was wrong with the answer, or empty
 */
record Call(Phase phase, Duration took, String problem) {
    /** Before the kill, from there until the replacement takes its share, and from there on. */
    enum Phase {
        BEFORE,
        DURING,
        AFTER
    }

    boolean failed() {
        return !problem.isEmpty();
    }
}
