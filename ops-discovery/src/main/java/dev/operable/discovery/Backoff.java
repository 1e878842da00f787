package dev.operable.discovery;

import dev.operable.discovery.ConsulFailure.Kind;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before asking again: short at first, doubled with each failure of the same kind, and half of it at
 * random, so that the instances of a service do not come back together. For one thread.
 */
final class Backoff {
    private final Duration first;
    private final Duration most;
    private final Duration mostUnreachable;
    private final RandomGenerator random;
    private @Nullable Kind kind;
    private int failures;

    /**
     * Waits {@code first} after the first failure.
     *
     * @param most the longest wait
     * @param mostUnreachable the longest wait when nothing listens or no connection is to be had, where asking costs nobody
     *     anything and a short wait means to be back soon after the agent is
     */
    Backoff(Duration first, Duration most, Duration mostUnreachable, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.mostUnreachable = mostUnreachable;
        this.random = random;
    }

    /** Obeys what Consul asks for as far as the longest wait allows, which a lease or a heartbeat depends on. */
    Duration next(ConsulFailure failure) {
        Duration own = next(failure.kind());
        Duration asked = failure.notBefore();
        if (asked.compareTo(own) <= 0) {
            return own;
        }
        // What all were told alike, they should not end alike.
        Duration spread = asked.plusNanos(random.nextLong(asked.toNanos() / 8 + 1));
        return spread.compareTo(most) < 0 ? spread : most;
    }

    Duration next(Kind failure) {
        failures = failure == kind ? failures + 1 : 1;
        kind = failure;
        boolean cheap = failure == Kind.UNREACHABLE || failure == Kind.CROWDED;
        long limit = (cheap ? mostUnreachable : most).toNanos();
        long full = Math.min(limit, first.toNanos() << Math.min(failures - 1, 16));
        return Duration.ofNanos(full / 2 + random.nextLong(full / 2 + 1));
    }

    void reset() {
        kind = null;
        failures = 0;
    }
}
