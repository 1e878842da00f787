package dev.operable.discovery;

import dev.operable.config.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consul as this process uses it: keeps registrations and finds the instances of other services. Safe for use by many
 * threads.
 *
 * <pre>{@code
 * Consul consul = Consul.connect(ConsulSettings.at(URI.create("http://127.0.0.1:8500")), registry);
 * Registered me = consul.register(Registration.of("links", "10.0.0.7", 8080).build());
 * Instances hits = consul.discovery().instances("hits");
 * }</pre>
 */
public final class Consul implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Consul.class);
    private static final Duration SERVICES = Duration.ofSeconds(2);

    private final ConsulTransport transport;
    private final ConsulSettings settings;
    private final Pace pace;
    private final MeterRegistry registry;
    private final ConsulDiscovery discovery;
    private final Leader leader;
    private final List<Reconciler> registrations = new ArrayList<>();
    private volatile Supplier<Optional<Secret>> tokens;
    private @Nullable Leases leases; // guarded by registrations
    private boolean left; // guarded by registrations
    private volatile Optional<String> maintenance = Optional.empty();
    private volatile List<String> services = List.of();

    private Consul(ConsulSettings settings, Pace pace, Optional<Snapshots> snapshots, MeterRegistry registry) {
        this.transport = new ConsulTransport(TlsFiles.context(settings.tls()), settings.connections());
        this.settings = settings;
        this.tokens = settings::token;
        this.pace = pace;
        this.registry = registry;
        this.leader = new Leader(http(), Leader.EVERY, pace, registry);
        this.discovery = new ConsulDiscovery(service -> {
            leader.start();
            return new Watch(service, api(), transport, settings, pace, snapshots, registry);
        });
    }

    /**
     * Prepares the use of Consul. Nothing is sent and no thread starts until something is registered or looked for.
     *
     * @throws IllegalArgumentException if a file of the TLS settings cannot be used
     */
    public static Consul connect(ConsulSettings settings, MeterRegistry registry) {
        return connect(settings, Pace.USUAL, registry);
    }

    /**
     * The same with the instances seen last kept on disk, for a start while Consul is away.
     *
     * @param snapshots the folder for them, made when something is written; processes may share it
     * @param environment what was written in another environment is not used
     */
    public static Consul connect(ConsulSettings settings, MeterRegistry registry, Path snapshots, String environment) {
        return connect(settings, Pace.USUAL, registry, snapshots, environment);
    }

    static Consul connect(
            ConsulSettings settings, Pace pace, MeterRegistry registry, Path snapshots, String environment) {
        // The names of one namespace are not those of another.
        String origin = settings.uri() + settings.scope();
        return new Consul(
                settings,
                pace,
                Optional.of(new Snapshots(snapshots, environment, origin, Clock.systemUTC())),
                registry);
    }

    static Consul connect(ConsulSettings settings, Pace pace, MeterRegistry registry) {
        return new Consul(settings, pace, Optional.empty(), registry);
    }

    /** The leases of this process; one object for all calls. */
    public Leases leases(LeaseSettings terms) {
        synchronized (registrations) {
            if (leases == null) {
                leases = new Leases(
                        new Leases.Terms(
                                terms.ttl(),
                                Leases.LOCK_DELAY,
                                settings.maxWait(),
                                pace,
                                ProcessHandle.current().pid() + "@"
                                        + RoutableAddress.first().getHostAddress()),
                        this::http,
                        transport,
                        registry);
            }
            return leases;
        }
    }

    void closeLeases() {
        Leases used;
        synchronized (registrations) {
            used = leases;
        }
        if (used != null) {
            used.close();
        }
    }

    /** Asks this for the token of each request from now on, in place of the one of the settings; it answers at once. */
    public void token(Supplier<Optional<Secret>> current) {
        tokens = current;
    }

    /** The instances that Consul lists without a critical check. Knows every name; closing it stops looking. */
    public Discovery discovery() {
        return discovery;
    }

    /**
     * Registers the service and keeps it registered. Returns at once; the first attempt may still fail and is repeated.
     *
     * @throws IllegalStateException if this was closed
     */
    public Registered register(Registration registration) {
        return keep(registration)
                .orElseThrow(() -> new IllegalStateException(
                        registration.service() + " cannot be registered: the use of Consul was closed."));
    }

    /** Does what {@link #register} does; empty after {@link #leave()}. */
    Optional<Registered> keep(Registration registration) {
        synchronized (registrations) {
            if (left) {
                return Optional.empty();
            }
            Reconciler reconciler = new Reconciler(registration, this::api, pace, registry, () -> maintenance);
            registrations.removeIf(Reconciler::ended);
            registrations.add(reconciler);
            reconciler.start();
            leader.start();
            return Optional.of(reconciler);
        }
    }

    /**
     * Puts everything that is registered, now and later, into Consul's maintenance, in which nobody finds it; or, empty, takes
     * it out again. Returns at once; it is kept so like the registration itself.
     *
     * @param reason for people
     */
    public void maintenance(Optional<String> reason) {
        maintenance = reason;
        registrations().forEach(Reconciler::wake);
    }

    /** What keeps a registration from being in place or a view from being up to date, as without a leader, for people; empty when nothing does. */
    Optional<String> problem() {
        synchronized (registrations) {
            if (left) {
                // Being out of Consul is what was wanted.
                return Optional.empty();
            }
        }
        return registrations().stream()
                .flatMap(registration -> registration.problem().stream())
                .findFirst()
                .or(discovery::problem)
                .or(leader::problem);
    }

    /** Deregisters what is registered, at most 2 s each, and registers nothing afterwards. Others are still found. */
    void leave() {
        synchronized (registrations) {
            left = true;
        }
        // Not under the lock: who asks for the problem would wait for an agent that hangs.
        registrations().forEach(Reconciler::deregister);
    }

    /** Those that are kept; whoever was deregistered is nobody's concern any more. */
    List<Reconciler> registrations() {
        synchronized (registrations) {
            registrations.removeIf(Reconciler::ended);
            return List.copyOf(registrations);
        }
    }

    /** As {@link Catalog#services()}. */
    List<String> services() {
        try (HttpConsulApi api = api()) {
            services = api.services(SERVICES).stream().sorted().toList();
        } catch (ConsulFailure unknown) {
            // What it said last is as good as the instances that are kept meanwhile.
            log.atDebug().setCause(unknown).log("The names of the services are those of the last answer.");
        }
        return services;
    }

    private HttpConsulApi api() {
        return new HttpConsulApi(http(), settings.addressRules());
    }

    private ConsulHttp http() {
        return new ConsulHttp(settings, () -> tokens.get(), transport);
    }

    /** Deregisters what is still registered, at most 2 s each, and stops looking. Never throws; later calls do nothing. */
    @Override
    public void close() {
        closeLeases();
        leave();
        discovery.close();
        leader.close();
        transport.close();
    }
}
