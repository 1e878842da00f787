package dev.operable.discovery;

import java.time.Duration;

/** The usual times, shortened for tests. */
final class Fast {
    static final Pace PACE = new Pace(
            Duration.ofMillis(50),
            Duration.ofMillis(10),
            Duration.ofMillis(200),
            Duration.ofMillis(100),
            Duration.ofMillis(600));

    private Fast() {}
}
