package dev.operable.health;

import java.time.Duration;

/** How long a check itself waits: a little less than its timeout, so that it can say what it waited for. */
final class Patience {
    /** Of a check that keeps the standard timeout of one second, or that nobody told its timeout. */
    static final Duration STANDARD = of(Duration.ofSeconds(1));

    private Patience() {}

    static Duration of(Duration timeout) {
        return timeout.multipliedBy(9).dividedBy(10);
    }
}
