package dev.operable.rpc;

import io.github.resilience4j.bulkhead.Bulkhead;
import org.jspecify.annotations.Nullable;

/**
 * The places of the calls of one client, as a bulkhead of Resilience4j, whose registry shows them. It never waits: who waits and for
 * how long is the gate's, for it knows the call's time. Made with the first call. Safe for use by many threads.
 */
final class BulkheadPlaces implements Gate.Places {
    private final RpcResilience resilience;
    private final String service;
    private final int callsAtOnce;
    private volatile @Nullable Bulkhead bulkhead;

    BulkheadPlaces(RpcResilience resilience, String service, int callsAtOnce) {
        this.resilience = resilience;
        this.service = service;
        this.callsAtOnce = callsAtOnce;
    }

    private Bulkhead bulkhead() {
        Bulkhead made = bulkhead;
        if (made == null) {
            // The registry gives the same one to whoever comes at the same time.
            made = resilience.bulkhead(service, callsAtOnce);
            bulkhead = made;
        }
        return made;
    }

    @Override
    public boolean take() {
        return bulkhead().tryAcquirePermission();
    }

    @Override
    public void giveBack() {
        bulkhead().onComplete();
    }

    @Override
    public int limit() {
        Bulkhead made = bulkhead;
        return made == null ? callsAtOnce : made.getMetrics().getMaxAllowedConcurrentCalls();
    }

    @Override
    public int taken() {
        Bulkhead made = bulkhead;
        return made == null
                ? 0
                : Math.max(
                        0,
                        made.getMetrics().getMaxAllowedConcurrentCalls()
                                - made.getMetrics().getAvailableConcurrentCalls());
    }
}
