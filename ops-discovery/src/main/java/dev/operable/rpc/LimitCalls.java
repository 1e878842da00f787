package dev.operable.rpc;

import io.github.resilience4j.bulkhead.Bulkhead;

/** Keeps the calls that are under way to a service at a number, so that one slow service does not take all threads. */
final class LimitCalls implements Step {
    private final Bulkhead bulkhead;
    private final Step next;

    private LimitCalls(Bulkhead bulkhead, Step next) {
        this.bulkhead = bulkhead;
        this.next = next;
    }

    static Step around(Step next, String service, RpcOptions options, RpcResilience resilience) {
        return options.bulkhead() == 0 ? next : new LimitCalls(resilience.bulkhead(service, options), next);
    }

    @Override
    public Outcome run(Call call) {
        if (!bulkhead.tryAcquirePermission()) {
            if (Thread.currentThread().isInterrupted()) {
                return Outcome.of(Failure.INTERRUPTED, null);
            }
            call.verdict("All " + bulkhead.getBulkheadConfig().getMaxConcurrentCalls() + " places of calls to "
                    + call.service() + " are taken.");
            return Outcome.of(Failure.BULKHEAD_FULL, null);
        }
        try {
            return next.run(call);
        } finally {
            bulkhead.onComplete();
        }
    }
}
