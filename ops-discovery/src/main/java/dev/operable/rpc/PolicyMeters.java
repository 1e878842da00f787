package dev.operable.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** The state of a service's policy as metrics, read when somebody looks and not when somebody calls. */
final class PolicyMeters {
    private static final String QUEUED = "Calls that wait for a place";

    private final MeterRegistry registry;
    private final Tags peer;

    PolicyMeters(String service, MeterRegistry registry) {
        this.registry = registry;
        this.peer = Tags.of("peer", service);
    }

    PolicyMeters budget(RetryBudget budget) {
        counter("retries", "Retries paid from the budget", peer, budget, RetryBudget::taken);
        counter("retries.refused", "Retries that the budget had nothing left for", peer, budget, RetryBudget::refused);
        return this;
    }

    PolicyMeters ejections(EjectionLimit ejections) {
        counter("ejections", "Instances taken out after failures", peer, ejections, EjectionLimit::count);
        gauge("ejected", "Instances that are taken out now", peer, ejections, limit -> limit.ejected().length);
        return this;
    }

    PolicyMeters instances(Nodes nodes, RpcOptions options) {
        gauge("instances", "Instances that discovery sees", peer, nodes, now -> now.current().length);
        if (options.attemptsAtOnce() > 0) {
            limit(peer.and("of", "instances"), nodes, now -> now.sum(Gate::limit), now -> now.sum(Gate::inside));
            gauge("queued", QUEUED, peer.and("of", "instances"), nodes, now -> now.sum(Gate::queued));
        }
        return this;
    }

    PolicyMeters calls(Gate gate, RpcOptions options) {
        if (options.callsAtOnce() > 0) {
            limit(peer.and("of", "client"), gate, Gate::limit, Gate::inside);
            gauge("queued", QUEUED, peer.and("of", "client"), gate, Gate::queued);
        }
        return this;
    }

    PolicyMeters rate(Rate rate) {
        gauge("rate", "Attempts a second that may go to the service", peer, rate, Rate::perSecond);
        gauge("queued", QUEUED, peer.and("of", "rate"), rate, Rate::waiting);
        return this;
    }

    /** Counted by who rejects: those of an instance that has left count on. */
    static Counter rejected(String service, String of, MeterRegistry registry) {
        return Counter.builder("rpc.client.rejected")
                .description("Calls that got no place in time")
                .tags("peer", service, "of", of)
                .register(registry);
    }

    private <T> void limit(Tags tags, T state, ToDoubleFunction<T> limit, ToDoubleFunction<T> inFlight) {
        gauge("limit", "How many may be in flight at a time", tags, state, limit);
        gauge("in.flight", "How many are in flight", tags, state, inFlight);
    }

    private <T> void gauge(String name, String description, Tags tags, T state, ToDoubleFunction<T> value) {
        Gauge.builder("rpc.client." + name, state, value)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private <T> void counter(String name, String description, Tags tags, T state, ToDoubleFunction<T> value) {
        FunctionCounter.builder("rpc.client." + name, state, value)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
