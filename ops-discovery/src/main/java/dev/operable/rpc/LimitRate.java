package dev.operable.rpc;

import io.github.resilience4j.ratelimiter.RateLimiter;

/** Lets so many attempts a second go to a service; the others wait, or fail at once if their call has not the time. */
final class LimitRate implements Step {
    private final RateLimiter limiter;
    private final Time time;
    private final Step next;

    private LimitRate(RateLimiter limiter, Time time, Step next) {
        this.limiter = limiter;
        this.time = time;
        this.next = next;
    }

    static Step around(Step next, String service, RpcOptions options, RpcResilience resilience, Time time) {
        return options.ratePerSecond() == 0
                ? next
                : new LimitRate(resilience.rateLimiter(service, options), time, next);
    }

    @Override
    public Outcome run(Call call) {
        long wait = limiter.reservePermission();
        if (wait < 0 || wait >= call.endsAt() - time.nanos()) {
            call.verdict("No more than " + limiter.getRateLimiterConfig().getLimitForPeriod()
                    + " attempts a second may go to " + call.service() + ".");
            return Outcome.of(Failure.RATE_LIMITED, null);
        }
        try {
            if (wait > 0) {
                time.pause(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.of(Failure.INTERRUPTED, null);
        }
        return next.run(call);
    }
}
