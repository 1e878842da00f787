package dev.operable.health;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a check, and the attempt to know better, if there is one.
 *
 * @param known null before the first result
 * @param attempt null when what is known serves
 */
record Pending(@Nullable Known known, @Nullable CheckAttempt attempt) {
    Known await(long untilNanos, CheckBoard.Waiting waiting) {
        if (attempt == null && known != null) {
            return known;
        }
        if (attempt == null) {
            throw new IllegalStateException("Nothing is known of the check, and nothing runs.");
        }
        return attempt.await(known, untilNanos, waiting);
    }
}
