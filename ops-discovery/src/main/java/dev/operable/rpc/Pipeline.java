package dev.operable.rpc;

import dev.operable.discovery.Instances;
import dev.operable.discovery.ServiceInstance;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** What happens to a call, from outside to inside. */
final class Pipeline {
    private final Time time;
    private final RandomGenerator random;
    private final Watchdog watchdog;
    private final BiFunction<ServiceInstance, RpcOptions, Transport> transports;
    private final MeterRegistry registry;
    private final RpcThreads threads;
    private final RpcFaults faults;
    private final RpcResilience resilience = new RpcResilience();

    Pipeline(
            Time time,
            RandomGenerator random,
            Watchdog watchdog,
            BiFunction<ServiceInstance, RpcOptions, Transport> transports,
            MeterRegistry registry) {
        this(time, random, watchdog, transports, registry, new RpcThreads());
    }

    Pipeline(
            Time time,
            RandomGenerator random,
            Watchdog watchdog,
            BiFunction<ServiceInstance, RpcOptions, Transport> transports,
            MeterRegistry registry,
            RpcThreads threads) {
        this.time = time;
        this.random = random;
        this.watchdog = watchdog;
        this.transports = transports;
        this.registry = registry;
        this.threads = threads;
        this.faults = new RpcFaults(time, Clock.systemUTC(), random, registry);
    }

    RpcFaults faults() {
        return faults;
    }

    RpcResilience resilience() {
        return resilience;
    }

    Nodes nodes(Instances instances, EjectionLimit limit, RpcOptions options) {
        return new Nodes(
                instances,
                limit,
                new Owner(instances.service(), options),
                instance -> new Node(
                        instance,
                        transports.apply(instance, options),
                        new Ejection(
                                instance.service(),
                                instance.id(),
                                instance.address(),
                                options,
                                limit,
                                resilience,
                                time,
                                random),
                        new FailureScore(time),
                        options,
                        time));
    }

    Calls calls(String service, RpcOptions options) {
        BulkheadPlaces places = new BulkheadPlaces(resilience, service, options.callsAtOnce());
        return new Calls(new Gate(places, options.queue(), time), time);
    }

    Rate rate(String service, RpcOptions options) {
        return new Rate(service, options, resilience, registry);
    }

    UpstreamCheck check(String service, Calls calls, Nodes nodes, Rate rate) {
        return new UpstreamCheck(service, calls, nodes, rate, faults.of(service), time);
    }

    /**
     * Read it from the bottom: that is the way of a call.
     *
     * <p>The deadline is outside of the retries, since it is the caller's patience and not an attempt's. The instance is chosen
     * inside of them, so that each attempt gets another one, and its ejection is told outside of its limit, so that a probe
     * that finds no place is known not to have been made. Each attempt is measured outside of its timeout, so that what was
     * cut off is measured as well. The rate counts attempts, for that is what the service sees; the bulkhead counts calls, for
     * those are what holds threads. A hedge is
     * inside of the retries: it is a further attempt of one of them, elsewhere, and pays for itself from their budget. What the
     * owner of the service says of the request comes with the instances, and so outside of the retries that it is about.
     *
     * @param began called with each call
     */
    Step assemble(
            String service,
            Nodes nodes,
            EjectionLimit limit,
            RpcOptions options,
            Calls calls,
            Rate rate,
            Runnable began) {
        Owner owner = nodes.owner();
        RetryBudget budget = new RetryBudget(owner, time);
        new PolicyMeters(service, registry)
                .budget(budget)
                .ejections(limit)
                .instances(nodes, options)
                .calls(calls.gate(), options);
        Step step = new AttemptTimeout(owner, watchdog, time, new SendAttempt(faults.of(service)));
        step = NoticeSlow.around(step, options, time);
        step = LimitInstance.around(step, service, options, registry, time);
        step = JudgeInstance.around(step, options);
        step = new MeasureAttempt(service, registry, time, step);
        step = new ChooseInstance(nodes, new Balancer(limit, random), step);
        step = new LimitRate(rate, owner, time, step);
        step = new Hedge(service, budget, nodes, threads, registry, time, step);
        step = Retry.around(step, options, budget, nodes, resilience, time, random);
        step = new Resolve(nodes, options.resolveWithin(), time, step);
        step = AdmitCalls.around(step, service, options, calls.gate(), registry, time);
        step = new TotalDeadline(time, step);
        step = new BeginCall(threads, PolicyMeters.rejected(service, "futures", registry), step);
        step = new MeasureCall(service, registry, time, step);
        return new RememberCall(calls, began, step);
    }
}
