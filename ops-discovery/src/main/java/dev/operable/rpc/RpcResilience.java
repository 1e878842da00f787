package dev.operable.rpc;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What of the policy is Resilience4j's, in its own registries, for its events, its metrics and decorators of one's own. Safe
 * for use by many threads.
 *
 * <pre>{@code
 * TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(rpc.resilience().breakers()).bindTo(meterRegistry);
 * }</pre>
 */
public final class RpcResilience {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Made when somebody asks: the start of a service that calls nobody yet should not wait for what they load. */
    private static final class Registries {
        final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
        final RateLimiterRegistry rateLimiters = RateLimiterRegistry.ofDefaults();
        final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
    }

    private @Nullable Registries registries; // guarded by this
    private final Map<String, IntervalFunction> backoffs = new ConcurrentHashMap<>();

    RpcResilience() {}

    private synchronized Registries registries() {
        Registries made = registries;
        if (made == null) {
            made = new Registries();
            registries = made;
        }
        return made;
    }

    /**
     * The breaker of each instance that is called, named {@code <service> <id> <host:port>}, with the tags {@code peer} and
     * {@code peer_instance}: open while the instance is ejected. It is taken out when the instance leaves. There is none of a
     * whole service: one bad instance must not stop a healthy service.
     */
    public CircuitBreakerRegistry breakers() {
        return registries().breakers;
    }

    /** The rate limiter of each service that has one ({@link RpcOptions#ratePerSecond}, or its
     * owner's policy), named after the service. */
    public RateLimiterRegistry rateLimiters() {
        return registries().rateLimiters;
    }

    /**
     * The bulkhead of each service that is called, named after the service: the calls that run at a time ({@link
     * RpcOptions#callsAtOnce}). It says that a call was rejected when there is no place at once, also if that call waits then.
     */
    public BulkheadRegistry bulkheads() {
        return registries().bulkheads;
    }

    /**
     * How long calls to a service wait before a retry where there is no other instance, instead of {@link RpcOptions#backoff}
     * and {@link RpcOptions#backoffAtMost}; never longer than the call has time.
     *
     * @param waits by the number of the retry, from 1 on
     */
    public void backoff(String service, IntervalFunction waits) {
        backoffs.put(service, waits);
    }

    @Nullable
    IntervalFunction backoff(String service) {
        return backoffs.get(service);
    }

    /** A fresh one: what an earlier instance at the same address did says nothing of this one. */
    CircuitBreaker breaker(String service, String id, String address, CircuitBreakerConfig config) {
        String name = service + " " + id + " " + address;
        Map<String, String> tags = Map.of("peer", service, "peer_instance", address);
        CircuitBreakerRegistry breakers = breakers();
        synchronized (breakers) {
            breakers.remove(name);
            return breakers.circuitBreaker(name, config, tags);
        }
    }

    void forget(CircuitBreaker breaker) {
        CircuitBreakerRegistry breakers = breakers();
        synchronized (breakers) {
            breakers.find(breaker.getName())
                    .filter(known -> known == breaker)
                    .ifPresent(known -> breakers.remove(known.getName()));
        }
    }

    RateLimiter rateLimiter(String service, RpcOptions options, int perSecond) {
        Duration longest =
                options.deadline().compareTo(options.ownerAtMost()) > 0 ? options.deadline() : options.ownerAtMost();
        return rateLimiters()
                .rateLimiter(
                        service,
                        RateLimiterConfig.custom()
                                .limitRefreshPeriod(SECOND)
                                .limitForPeriod(perSecond)
                                // As long as any call may wait; each looks itself whether it has the time.
                                .timeoutDuration(longest)
                                .build());
    }

    Bulkhead bulkhead(String service, int callsAtOnce) {
        return bulkheads()
                .bulkhead(
                        service,
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(callsAtOnce)
                                .maxWaitDuration(Duration.ZERO)
                                .build());
    }
}
