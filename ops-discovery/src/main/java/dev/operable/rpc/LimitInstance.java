package dev.operable.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Waits until the instance has room for the attempt; for half of the call's time at most, since it has to be answered, too. */
final class LimitInstance implements Step {
    private final Counter rejected;
    private final Time time;
    private final Step next;

    private LimitInstance(Counter rejected, Time time, Step next) {
        this.rejected = rejected;
        this.time = time;
        this.next = next;
    }

    static Step around(Step next, String service, RpcOptions options, MeterRegistry registry, Time time) {
        return options.attemptsAtOnce() == 0
                ? next
                : new LimitInstance(PolicyMeters.rejected(service, "instances", registry), time, next);
    }

    @Override
    public Outcome run(Call call) {
        AdaptiveLimit limit = call.node().limit();
        Gate gate = limit.gate();
        try {
            Gate.Entry entry = gate.enter(Math.max(0, (call.endsAt() - time.nanos()) / 2));
            if (entry != Gate.Entry.IN) {
                rejected.increment();
                call.verdict(String.format(
                        "%2$s is given %1$d attempts at a time now (attemptsAtOnce), and %3$s.",
                        gate.limit(),
                        call.node().address(),
                        entry == Gate.Entry.QUEUE_FULL
                                ? "as many calls wait for a place as may (queue)"
                                : "there was no time to wait longer"));
                return Outcome.of(Failure.NO_PLACE, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.of(Failure.INTERRUPTED, e);
        }
        int round = limit.round();
        Outcome outcome = Outcome.UNKNOWN;
        try {
            outcome = next.run(call);
            return outcome;
        } finally {
            limit.ended(outcome, round);
            gate.leave();
        }
    }
}
