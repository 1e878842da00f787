package dev.operable.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Bounds the calls of this client that run at a time, so that a service that hangs does not take every thread of this one. */
final class AdmitCalls implements Step {
    private final Gate gate;
    private final Counter rejected;
    private final Time time;
    private final Step next;

    private AdmitCalls(Gate gate, Counter rejected, Time time, Step next) {
        this.rejected = rejected;
        this.gate = gate;
        this.time = time;
        this.next = next;
    }

    static Step around(Step next, String service, RpcOptions options, Gate gate, MeterRegistry registry, Time time) {
        return options.callsAtOnce() == 0
                ? next
                : new AdmitCalls(gate, PolicyMeters.rejected(service, "client", registry), time, next);
    }

    @Override
    public Outcome run(Call call) {
        try {
            Gate.Entry entry = gate.enter(Math.max(0, call.endsAt() - time.nanos()));
            if (entry != Gate.Entry.IN) {
                rejected.increment();
                call.verdict(String.format(
                        "This client makes %d calls to %s at a time (callsAtOnce), and %s.",
                        gate.limit(),
                        call.service(),
                        entry == Gate.Entry.QUEUE_FULL
                                ? "as many wait for a place as may (queue)"
                                : "its time of " + call.allowedText() + " was over before one ended"));
                return Outcome.of(Failure.TOO_MANY_CALLS, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.of(Failure.INTERRUPTED, e);
        }
        try {
            return next.run(call);
        } finally {
            gate.leave();
        }
    }
}
