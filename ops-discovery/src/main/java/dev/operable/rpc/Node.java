package dev.operable.rpc;

import dev.operable.discovery.ServiceInstance;
import java.util.concurrent.atomic.AtomicInteger;

/** An instance and what this client knows of it. Safe for use by many threads. */
final class Node {
    private static final int LEFT = Integer.MIN_VALUE;

    private final ServiceInstance instance;
    private final String address;
    private final Transport transport;
    private final Ejection ejection;
    private final FailureScore failures;
    private final Slowness slowness;
    private final WarmUp warmUp;
    private final AdaptiveLimit limit;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile double share = 1;

    Node(
            ServiceInstance instance,
            Transport transport,
            Ejection ejection,
            FailureScore failures,
            RpcOptions options,
            Time time) {
        this.instance = instance;
        this.address = instance.address();
        this.transport = transport;
        this.ejection = ejection;
        this.failures = failures;
        this.slowness = new Slowness(options.slowTimes(), time);
        this.limit = AdaptiveLimit.of(options, time);
        this.warmUp = new WarmUp(options.slowStart(), time);
    }

    /** Whether this is the same process: another port under the same id is another one. */
    boolean is(ServiceInstance other) {
        return instance.id().equals(other.id())
                && instance.port() == other.port()
                && instance.host().equals(other.host())
                && instance.tls() == other.tls();
    }

    String id() {
        return instance.id();
    }

    String address() {
        return address;
    }

    Transport transport() {
        return transport;
    }

    Ejection ejection() {
        return ejection;
    }

    Slowness slowness() {
        return slowness;
    }

    AdaptiveLimit limit() {
        return limit;
    }

    WarmUp warmUp() {
        return warmUp;
    }

    /** Its weight beside that of the heaviest, more than 0 and at most 1. */
    void share(double newShare) {
        share = newShare;
    }

    double share() {
        return share;
    }

    /**
     * Lower is better. What is in flight counts by weight; what failed does not, or a heavy one could fail more. All of it,
     * and the call that would be added, counts as many times as its answers take longer than usual.
     */
    double score() {
        return (inFlight.get() / (share * warmUp.part()) + failures.value() + 1) * slowness.times();
    }

    /** Counts an attempt in, unless the instance has left and its connections are closed. */
    boolean enter() {
        return inFlight.getAndUpdate(n -> n < 0 ? n : n + 1) >= 0;
    }

    void leave(Outcome outcome) {
        inFlight.decrementAndGet();
        if (outcome.weighsOnInstance()) {
            failures.failed();
        } else if (!outcome.aboutUs()) {
            failures.succeeded();
        }
    }

    /** Keeps its connections open beyond the attempt that runs. */
    void hold() {
        inFlight.incrementAndGet();
    }

    void letGo() {
        inFlight.decrementAndGet();
    }

    /** Closes the connections once no attempt uses them. */
    boolean closeIfIdle() {
        if (inFlight.compareAndSet(0, LEFT)) {
            transport.close();
        }
        return inFlight.get() < 0;
    }
}
