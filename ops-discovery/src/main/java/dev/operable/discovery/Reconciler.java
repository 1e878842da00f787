package dev.operable.discovery;

import dev.operable.config.Durations;
import dev.operable.discovery.ConsulApi.Listed;
import dev.operable.discovery.ConsulFailure.Kind;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what the agent has with what it should have, repairs it, and begins anew. */
final class Reconciler implements Registered, ConsulLoop.Round {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    /** In the logs and metrics: the name that this process is registered under. */
    private static final String REGISTERED = "registered";

    private static final Duration DEREGISTER_IN_ALL = Duration.ofSeconds(2);
    private static final Duration DEREGISTER_TRY = Duration.ofSeconds(1);
    private static final Duration LAST_ROUND = Duration.ofMillis(400);

    private final Registration registration;
    private final ConsulApi api;
    private final Supplier<ConsulApi> freshApi;
    private final Duration every;
    private final MeterRegistry registry;
    private final ConsulLoop loop;
    private final Outage outage;
    private final Meter state;
    private final AtomicBoolean deregistered = new AtomicBoolean();
    private volatile Optional<String> problem = Optional.empty();
    private volatile boolean confirmed;
    private volatile boolean tried;
    private final Supplier<Optional<String>> maintenance;
    private final GhostSweep sweep = new GhostSweep();
    private boolean written;
    private boolean ours = true;
    private @Nullable String repaired;

    /** @param maintenance the reason for which callers shall not find the service; empty when they shall */
    Reconciler(
            Registration registration,
            Supplier<ConsulApi> apis,
            Pace usual,
            MeterRegistry registry,
            Supplier<Optional<String>> maintenance) {
        this.registration = registration;
        this.maintenance = maintenance;
        this.api = apis.get();
        this.freshApi = apis;
        this.registry = registry;
        // A heartbeat goes out with each round, so a third of its ttl is the most. After a failure as well: an agent
        // that
        // is well again would hold the service for critical until the next heartbeat.
        Pace pace = registration.check() instanceof ServiceCheck.Ttl ttl
                ? usual.within(ttl.ttl().dividedBy(3))
                : usual;
        this.every = pace.reconcile();
        this.outage = new Outage(
                log,
                REGISTERED,
                registration.service(),
                "others may not find " + registration.service() + " at this instance");
        this.loop = new ConsulLoop("register-" + registration.service(), this, pace.backoff());
        this.state = Gauge.builder("ops.consul.registered", this, me -> me.registered() ? 1 : 0)
                .description("1 when Consul has the registration as it should be")
                // Not "service", which says for all metrics whose they are.
                .tag(REGISTERED, registration.service())
                .tag("id", registration.id())
                .register(registry);
    }

    void start() {
        loop.start();
    }

    @Override
    public Duration run() throws ConsulFailure {
        Optional<String> wanted = maintenance.get();
        Optional<Listed> listed = written ? api.listed(registration) : Optional.empty();
        Optional<String> fault = written ? fault(listed) : Optional.empty();
        if (!written || fault.isPresent()) {
            write();
            // Registering may have ended it.
            listed = listed.map(Listed::withoutMaintenance);
        }
        maintain(wanted, listed);
        // Consul drops it for being critical, time and again, and that is what was wanted.
        told(wanted.isPresent() && listed.isEmpty() ? Optional.empty() : fault);
        if (registration.check() instanceof ServiceCheck.Ttl ttl) {
            beat(ttl);
        }
        sweep.run(registration, api);
        outage.over();
        problem = Optional.empty();
        confirmed = true;
        return Duration.ofNanos(
                (long) (every.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.0)));
    }

    private Optional<String> fault(Optional<Listed> listed) {
        return listed.map(found -> found.fault(registration)).orElse(Optional.of("it is gone"));
    }

    /**
     * What this process began it ends, and so it does with what an earlier one has left under this id. What people begin in
     * Consul itself is theirs to end.
     */
    private void maintain(Optional<String> wanted, Optional<Listed> listed) throws ConsulFailure {
        Optional<String> found = listed.flatMap(Listed::maintenance);
        if (wanted.isPresent() && !wanted.equals(found)) {
            ours = true;
            if (found.isPresent()) {
                // The agent keeps the reason of one that goes on.
                api.maintain(registration, Optional.empty());
            }
            api.maintain(registration, wanted);
        } else if (wanted.isEmpty() && found.isPresent() && ours) {
            api.maintain(registration, Optional.empty());
        } else if (wanted.isEmpty() && listed.isPresent()) {
            ours = false;
        }
    }

    /** The maintenance has changed. */
    void wake() {
        loop.wake();
    }

    /** Always once at the start, because what the agent may still have under this id can be of an earlier process. */
    private void write() throws ConsulFailure {
        tried = true;
        api.register(registration);
        if (!written) {
            written = true;
            log.atInfo()
                    .addKeyValue(REGISTERED, registration.service())
                    .addKeyValue("id", registration.id())
                    .log("{} is registered in Consul as {}.", registration.service(), registration.id());
        }
    }

    private void told(Optional<String> fault) {
        fault.ifPresent(what -> {
            registry.counter("ops.consul.repairs", REGISTERED, registration.service())
                    .increment();
            // An agent that cannot keep the registration is a state, not news of every round.
            if (!what.equals(repaired)) {
                log.atWarn()
                        .addKeyValue(REGISTERED, registration.service())
                        .addKeyValue("id", registration.id())
                        .log("Consul's registration of {} was repaired: {}.", registration.service(), what);
            }
        });
        repaired = fault.orElse(null);
    }

    private void beat(ServiceCheck.Ttl ttl) throws ConsulFailure {
        Heartbeat heartbeat;
        try {
            heartbeat = ttl.verdict().get();
        } catch (RuntimeException e) {
            heartbeat = new Heartbeat(Heartbeat.Status.CRITICAL, "The verdict failed: " + e);
        }
        try {
            api.heartbeat(registration, heartbeat);
        } catch (ConsulFailure failure) {
            if (failure.kind() != Kind.UNKNOWN) {
                throw failure;
            }
            write();
            told(Optional.of("it has lost its check"));
            api.heartbeat(registration, heartbeat);
        }
    }

    @Override
    public void failed(ConsulFailure failure) {
        problem = Optional.of(String.valueOf(failure.getMessage()));
        registry.counter("ops.consul.errors", "kind", failure.kind().name().toLowerCase(Locale.ROOT))
                .increment();
        outage.failed(failure);
    }

    @Override
    public Registration registration() {
        return registration;
    }

    @Override
    public boolean registered() {
        return confirmed && !deregistered.get() && problem.isEmpty();
    }

    @Override
    public Optional<String> problem() {
        return deregistered.get() ? Optional.of("It was deregistered.") : problem;
    }

    /** Whether it was deregistered, or is being so. */
    boolean ended() {
        return deregistered.get();
    }

    @Override
    public void deregister() {
        if (!deregistered.compareAndSet(false, true)) {
            return;
        }
        long end = System.nanoTime() + DEREGISTER_IN_ALL.toNanos();
        loop.stop();
        awaitLastRound();
        api.close();
        registry.remove(state);
        if (tried) {
            takeOut(end);
        }
    }

    /** A registration on its way to a healthy agent arrives in this time, so that it cannot overtake what comes next. */
    private void awaitLastRound() {
        try {
            if (!loop.join(LAST_ROUND)) {
                log.atDebug().log("The last request about {} is cancelled.", registration.service());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeOut(long end) {
        try (ConsulApi last = freshApi.get()) {
            if (tryToTakeOut(last, DEREGISTER_TRY).isEmpty()) {
                return;
            }
            Duration left = Duration.ofNanos(Math.max(end - System.nanoTime(), LAST_ROUND.toNanos()));
            tryToTakeOut(last, left.compareTo(DEREGISTER_TRY) < 0 ? left : DEREGISTER_TRY)
                    .ifPresent(failure -> log.atWarn()
                            .addKeyValue(REGISTERED, registration.service())
                            .addKeyValue("id", registration.id())
                            .log(
                                    "{} Consul drops it by itself after {} of being critical.",
                                    failure.getMessage(),
                                    Durations.text(registration.deregisterAfter())));
        }
    }

    private Optional<ConsulFailure> tryToTakeOut(ConsulApi last, Duration limit) {
        try {
            last.deregister(registration, registration.id(), limit);
            log.atInfo()
                    .addKeyValue(REGISTERED, registration.service())
                    .addKeyValue("id", registration.id())
                    .log("{} is deregistered from Consul.", registration.service());
            return Optional.empty();
        } catch (ConsulFailure failure) {
            return Optional.of(failure);
        }
    }
}
