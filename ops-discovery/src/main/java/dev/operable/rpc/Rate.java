package dev.operable.rpc;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many attempts a second may go to a service, as a rate limiter of Resilience4j, whose registry shows it. Made when there is
 * a limit, which may change. Safe for use by many threads.
 */
final class Rate {
    private final String service;
    private final RpcOptions options;
    private final RpcResilience resilience;
    private final MeterRegistry registry;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Limited limited;

    private record Limited(RateLimiter limiter, int perSecond, Counter rejected) {}

    Rate(String service, RpcOptions options, RpcResilience resilience, MeterRegistry registry) {
        this.service = service;
        this.options = options;
        this.resilience = resilience;
        this.registry = registry;
        if (options.ratePerSecond() > 0) {
            limit(options.ratePerSecond());
        }
    }

    /** Takes the next turn: for how long to wait for it, in nanoseconds; negative if that is longer than any call may. */
    long next(int perSecond) {
        return limiter(perSecond).reservePermission();
    }

    private RateLimiter limiter(int perSecond) {
        Limited now = limited;
        return now != null && now.perSecond == perSecond ? now.limiter : limit(perSecond);
    }

    private synchronized RateLimiter limit(int perSecond) {
        Limited before = limited;
        RateLimiter limiter = before == null ? resilience.rateLimiter(service, options, perSecond) : before.limiter;
        limiter.changeLimitForPeriod(perSecond);
        Counter rejected = before == null ? PolicyMeters.rejected(service, "rate", registry) : before.rejected;
        limited = new Limited(limiter, perSecond, rejected);
        if (before == null) {
            new PolicyMeters(service, registry).rate(this);
        }
        return limiter;
    }

    /** Whether there was a limit at any time. */
    boolean made() {
        return limited != null;
    }

    /** The limit that was last used. */
    int perSecond() {
        Limited now = limited;
        return now == null ? 0 : now.perSecond;
    }

    void waits() {
        waiting.incrementAndGet();
    }

    void waited() {
        waiting.decrementAndGet();
    }

    /** Attempts that wait for their turn now. */
    int waiting() {
        return waiting.get();
    }

    void rejects() {
        Limited now = limited;
        if (now != null) {
            now.rejected.increment();
        }
    }

    /** Attempts whose call had not the time for their turn. */
    long rejected() {
        Limited now = limited;
        return now == null ? 0 : (long) now.rejected.count();
    }
}
