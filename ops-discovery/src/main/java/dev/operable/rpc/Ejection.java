package dev.operable.rpc;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an instance out after failures in a row, and lets one call probe it from time to time: Resilience4j's circuit breaker
 * with a window of attempts as long as the row. Safe for use by many threads.
 */
final class Ejection {
    /** How an attempt came to its instance. */
    enum Entry {
        USUAL,
        /** The one call that finds out whether an ejected instance is well again. */
        PROBE,
        /** To an ejected instance, because all others have failed this call. */
        LAST_RESORT
    }

    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.rpc");
    private static final double JITTER = 0.1;

    private final String service;
    private final String instance;
    private final RpcResilience resilience;
    private final CircuitBreaker breaker;
    private final EjectionLimit limit;
    private final Time time;
    private final Relapse relapse;
    private volatile long dueAt;
    private volatile long overdueAt;

    Ejection(
            String service,
            String id,
            String instance,
            RpcOptions options,
            EjectionLimit limit,
            RpcResilience resilience,
            Time time,
            RandomGenerator random) {
        this.service = service;
        this.relapse = new Relapse(options.ejectAfter());
        this.instance = instance;
        this.resilience = resilience;
        this.breaker = resilience.breaker(service, id, instance, config(options, time, random));
        this.limit = limit;
        this.time = time;
    }

    private CircuitBreakerConfig config(RpcOptions options, Time time, RandomGenerator random) {
        // Without ejection the breaker is never told anything; its window only has to be a legal one.
        int row = Math.max(1, options.ejectAfter());
        return CircuitBreakerConfig.custom()
                .slidingWindow(row, row, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(options.ejectPercent())
                .waitIntervalFunctionInOpenState(ignored -> {
                    long millis = Math.min(
                            options.ejectFor().toMillis() * relapse.ejected(),
                            options.ejectAtMost().toMillis());
                    long wait = Math.max(1, Math.round(millis * (1 - JITTER * random.nextDouble())));
                    dueAt = time.nanos() + TimeUnit.MILLISECONDS.toNanos(wait);
                    overdueAt = dueAt + TimeUnit.MILLISECONDS.toNanos(wait);
                    return wait;
                })
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordResult(outcome -> ((Outcome) outcome).instanceAtFault())
                .clock(time.clock())
                .build();
    }

    /** The instance has left. */
    void forget() {
        resilience.forget(breaker);
    }

    /** Whoever switches the breaker off, or has it only measure, wants the instance to have its calls. */
    boolean ejected() {
        State state = breaker.getState();
        return state == State.OPEN || state == State.HALF_OPEN || state == State.FORCED_OPEN;
    }

    /**
     * Whether this call is to be the probe; each true needs its {@link #record} or {@link #forgetProbe}. A call that must not be
     * sent twice would be lost if the instance is still ill, so it is the probe only if no other has come for as long again as
     * the ejection took: else an instance that gets no other calls would never come back.
     */
    boolean probe(boolean idempotent) {
        long from = idempotent ? dueAt : overdueAt;
        return time.nanos() - from >= 0 && breaker.tryAcquirePermission();
    }

    void forgetProbe() {
        breaker.releasePermission();
    }

    void record(Outcome outcome, Entry entry) {
        switch (entry) {
            case USUAL -> recordUsual(outcome);
            case PROBE -> recordProbe(outcome);
            case LAST_RESORT -> {
                if (!outcome.aboutUs() && !outcome.instanceAtFault()) {
                    end();
                }
            }
        }
    }

    private void recordUsual(Outcome outcome) {
        // What began before the ejection says nothing about the instance's state now.
        if (outcome.aboutUs() || ejected()) {
            return;
        }
        breaker.onResult(0, TimeUnit.NANOSECONDS, outcome);
        if (setByHand()) {
            return;
        }
        // Nobody listens at the port: the process is gone, and no further failure would tell more.
        // An overloaded process does not refuse, it lets connections wait.
        boolean gone = outcome.failure() == Failure.REFUSED;
        boolean ill = relapse.ended(outcome.instanceAtFault());
        if (!gone && !ejected() && !(ill && limit.worseThanMost(this))) {
            return;
        }
        if (!limit.admit(this)) {
            breaker.reset();
            relapse.forget();
            return;
        }
        if (!ejected()) {
            breaker.transitionToOpenState();
        }
        LOG.atWarn()
                .addKeyValue("peer", service)
                .addKeyValue("peer_instance", instance)
                .addKeyValue("outcome", outcome.words())
                .log("Instance {} of {} is ejected: {}.", instance, service, outcome.words());
    }

    private void recordProbe(Outcome outcome) {
        if (outcome.aboutUs()) {
            forgetProbe();
            return;
        }
        breaker.onResult(0, TimeUnit.NANOSECONDS, outcome);
        if (!ejected()) {
            end();
        }
    }

    /** Of the last attempts those that failed. */
    int failures() {
        return relapse.failures();
    }

    /** Whether somebody keeps the instance out. */
    boolean forcedOut() {
        return breaker.getState() == State.FORCED_OPEN;
    }

    /** Whether somebody has taken the decision from us, in the registry; only they change it again. */
    private boolean setByHand() {
        State state = breaker.getState();
        return state == State.FORCED_OPEN || state == State.DISABLED || state == State.METRICS_ONLY;
    }

    /** Lets the instance have calls again, unless it was taken out by hand. */
    void end() {
        if (ejected() && !setByHand()) {
            breaker.transitionToClosedState();
        }
        if (limit.release(this) && !ejected()) {
            LOG.atInfo()
                    .addKeyValue("peer", service)
                    .addKeyValue("peer_instance", instance)
                    .log("Instance {} of {} gets calls again.", instance, service);
        }
    }
}
