package dev.operable.discovery;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Durations;
import dev.operable.config.Key;
import java.time.Duration;

/**
 * How leases are held.
 *
 * @param ttl how long a holder that is not heard of keeps its lease at least, 10 s to 24 h; 15 s by default
 */
public record LeaseSettings(
        @Key("OPS_LEASE_TTL")
        @Default("15s")
        @Doc("How long the holder of a lease keeps it at least without a sign of life, 10s to 24h.")
        Duration ttl) {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(24);

    public LeaseSettings {
        if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("The time of a lease is " + Durations.text(ttl)
                    + ", which is not between 10s and 24h, as Consul wants it (OPS_LEASE_TTL).");
        }
    }

    /** 15 s. */
    public static LeaseSettings defaults() {
        return new LeaseSettings(Duration.ofSeconds(15));
    }
}
