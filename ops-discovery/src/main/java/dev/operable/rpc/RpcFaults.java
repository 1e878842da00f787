package dev.operable.rpc;

import dev.operable.core.admin.CallFaults;
import dev.operable.core.logging.AuditEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults that are played to the callers of services, on a game day or in a test. Each ends by itself; while it lasts it shows in
 * the log, in the stream {@code audit}, in the self-check {@code upstream <service>} and in the counter {@code
 * rpc.client.faults}. Without any it costs an attempt one memory read. Safe for use by many threads.
 *
 * <pre>{@code
 * try (RpcFaults.Injected slow = rpc.faults().inject("hits", RpcFault.latency(Duration.ofMillis(500)).share(0.1), "ada")) {
 *     ...
 * }
 * }</pre>
 */
public final class RpcFaults implements CallFaults {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.rpc");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String OFF = "none";

    /** A fault that is on. Immutable; closing it ends it, if it has not ended yet. */
    public final class Injected implements AutoCloseable {
        private final String service;
        private final RpcFault fault;
        private final String who;
        private final Instant until;
        private final long endsAt;

        private Injected(String service, RpcFault fault, String who) {
            this.service = service;
            this.fault = fault;
            this.who = who;
            this.until = clock.instant().plus(fault.lasts());
            this.endsAt = time.nanos() + fault.lasts().toNanos();
        }

        /** The service that it is played to the callers of. */
        public String service() {
            return service;
        }

        public RpcFault fault() {
            return fault;
        }

        /** Who wanted it. */
        public String who() {
            return who;
        }

        /** When it ends by itself. */
        public Instant until() {
            return until;
        }

        boolean over() {
            return time.nanos() - endsAt >= 0;
        }

        @Override
        public void close() {
            end(this, who);
        }

        @Override
        public String toString() {
            return fault + " until " + until + " by " + who;
        }
    }

    private final Time time;
    private final Clock clock;
    private final RandomGenerator random;
    private final MeterRegistry registry;
    private final Map<String, ServiceFaults> services = new ConcurrentHashMap<>();

    RpcFaults(Time time, Clock clock, RandomGenerator random, MeterRegistry registry) {
        this.time = time;
        this.clock = clock;
        this.random = random;
        this.registry = registry;
    }

    /** Those of a service; the same object for the same name. */
    ServiceFaults of(String service) {
        return services.computeIfAbsent(service, name -> new ServiceFaults(name, time, random, registry));
    }

    /**
     * Begins a fault, beside those that are on.
     *
     * @param who wants it, for the audit
     */
    public Injected inject(String service, RpcFault fault, String who) {
        Objects.requireNonNull(who, "who: the audit event says who began the fault");
        Injected injected = new Injected(service, fault, who);
        of(service).add(injected);
        LOG.atWarn().addKeyValue("peer", service).log("Calls to {} meet an injected fault: {}.", service, injected);
        new AuditEvent(who, what(service), OFF, fault.toString(), injected.until).log();
        return injected;
    }

    /** Those that are on, of all services. */
    public List<Injected> active() {
        expire();
        List<Injected> all = new ArrayList<>();
        services.values().forEach(faults -> all.addAll(faults.active()));
        return List.copyOf(all);
    }

    /**
     * Ends all faults of a service.
     *
     * @param who ends them, for the audit
     */
    @Override
    public void end(String service, String who) {
        of(service).active().forEach(injected -> end(injected, who));
    }

    @Override
    public void begin(Wanted wanted, String who) {
        if (!NAME.matcher(wanted.service()).matches()) {
            throw new IllegalArgumentException("service is not the name of one");
        }
        inject(
                wanted.service(),
                new RpcFault(
                        wanted.latency().orElse(Duration.ZERO),
                        wanted.status(),
                        wanted.abort(),
                        wanted.share(),
                        wanted.instance(),
                        wanted.lasts().orElse(RpcFault.USUALLY)),
                who);
    }

    @Override
    public List<Map<String, String>> on() {
        List<Map<String, String>> on = new ArrayList<>();
        for (Injected injected : active()) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("service", injected.service);
            fields.put("fault", injected.fault.toString());
            fields.put("until", injected.until.toString());
            fields.put("changedBy", injected.who);
            on.add(fields);
        }
        return on;
    }

    /** Ends those whose time is over. */
    void expire() {
        for (ServiceFaults faults : services.values()) {
            for (Injected injected : faults.active()) {
                if (injected.over()) {
                    end(injected, "expiry of the fault by " + injected.who);
                }
            }
        }
    }

    private void end(Injected injected, String who) {
        if (of(injected.service).remove(injected)) {
            LOG.atInfo()
                    .addKeyValue("peer", injected.service)
                    .log("An injected fault of calls to {} has ended: {}.", injected.service, injected.fault);
            AuditEvent.of(who, what(injected.service), injected.fault.toString(), OFF)
                    .log();
        }
    }

    private static String what(String service) {
        return "fault of calls to " + service;
    }
}
