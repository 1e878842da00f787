package dev.operable.core.lifecycle;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Durations;
import dev.operable.config.Key;
import java.time.Duration;

/**
 * How long a stop may take. Immutable.
 *
 * @param linger how long the service goes on serving after it left discovery; zero where nobody has to find out
 * @param drain how long requests in flight may take to finish
 * @param total how long the whole stop may take; the drain is cut short to keep it. It has to be shorter than the grace
 *     of the process supervisor, which is 30 s in Kubernetes
 */
public record StopSettings(
        @Key("OPS_STOP_LINGER")
        @Default("5s")
        @Doc("How long a stopping service goes on serving while its callers find out.")
        Duration linger,

        @Key("OPS_STOP_DRAIN") @Default("18s") @Doc("How long requests in flight may take to finish at a stop.")
        Duration drain,

        @Key("OPS_STOP_TOTAL")
        @Default("26s")
        @Doc("How long a stop may take in all; less than the supervisor's grace.")
        Duration total) {

    /** Every phase but lingering and draining. */
    private static final Duration FIXED = Duration.ofSeconds(7);

    public StopSettings {
        requireNotNegative("OPS_STOP_LINGER", linger);
        requireNotNegative("OPS_STOP_DRAIN", drain);
        requireNotNegative("OPS_STOP_TOTAL", total);
        if (total.compareTo(linger.plus(FIXED)) < 0) {
            throw new IllegalArgumentException("OPS_STOP_TOTAL is too short: leaving discovery and ending take "
                    + Durations.text(FIXED) + " beside OPS_STOP_LINGER. Make it longer, or OPS_STOP_LINGER shorter.");
        }
    }

    public StopSettings(Duration linger, Duration drain) {
        this(linger, drain, Duration.ofSeconds(26));
    }

    /** 5 s, 18 s and 26 s. */
    public static StopSettings defaults() {
        return new StopSettings(Duration.ofSeconds(5), Duration.ofSeconds(18));
    }

    private static void requireNotNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + " is " + value + ". It is a duration, zero or longer.");
        }
    }
}
