package dev.operable.discovery;

import dev.operable.config.Secret;
import dev.operable.core.DevelopmentAgent;
import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this process finds others and is found: Consul, the agent of {@code ops-devkit}, or fixed addresses, as
 * {@link DiscoverySettings} say. Safe for use by many threads.
 */
public final class Catalog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Catalog.class);

    private final DiscoverySettings settings;
    private final Discovery discovery;
    private final @Nullable Consul consul;
    private final @Nullable URI agent;
    private final DevelopmentAgent.@Nullable Membership membership;

    private Catalog(
            DiscoverySettings settings,
            Discovery discovery,
            @Nullable Consul consul,
            @Nullable URI agent,
            DevelopmentAgent.@Nullable Membership membership) {
        this.settings = settings;
        this.discovery = discovery;
        this.consul = consul;
        this.agent = agent;
        this.membership = membership;
    }

    /**
     * Decides where to look, and in development joins the agent that the processes of this machine share.
     *
     * @param variables looks a variable up, for {@code CONSUL_HTTP_ADDR} and the {@code <NAME>_URL} lists
     * @param offered the devkit's agent, when it is on the class path
     */
    public static Catalog open(
            DiscoverySettings settings,
            ConsulSettings consulSettings,
            ServiceIdentity identity,
            Function<String, Optional<String>> variables,
            Optional<DevelopmentAgent> offered,
            MeterRegistry registry) {
        if (settings.mode() == DiscoverySettings.Mode.OFF) {
            return new Catalog(settings, Discovery.none(), null, null, null);
        }
        Discovery addresses = new AddressVariables(variables);
        if (settings.mode() == DiscoverySettings.Mode.DNS) {
            Discovery dns = settings.dns()
                    .map(how -> Discovery.dns(how, registry))
                    .orElseThrow(() -> new IllegalStateException("OPS_DNS_NAME is missing."));
            return new Catalog(settings, addresses.or(dns), null, null, null);
        }
        boolean consulSet = ConsulSettings.isSet(variables.apply("CONSUL_HTTP_ADDR"));
        boolean auto = settings.mode() == DiscoverySettings.Mode.AUTO;
        if (settings.mode() == DiscoverySettings.Mode.CONSUL || (auto && consulSet)) {
            Consul consul = connect(settings, consulSettings, identity, registry);
            return new Catalog(settings, addresses.or(consul.discovery()), consul, consulSettings.uri(), null);
        }
        if (auto && identity.development() && offered.isPresent()) {
            DevelopmentAgent.Membership membership =
                    offered.get().join(settings.devkitDirectory().orElseGet(Catalog::cacheDirectory));
            URI agent = membership.address();
            Consul consul = connect(settings, consulSettings.withAddress(agent), identity, registry);
            return new Catalog(settings, addresses.or(consul.discovery()), consul, agent, membership);
        }
        return new Catalog(settings, addresses, null, null, null);
    }

    private static Consul connect(
            DiscoverySettings settings, ConsulSettings consul, ServiceIdentity identity, MeterRegistry registry) {
        return settings.snapshots()
                .map(folder -> Consul.connect(consul, registry, folder, identity.environment()))
                .orElseGet(() -> Consul.connect(consul, registry));
    }

    public Discovery discovery() {
        return discovery;
    }

    /**
     * The names of all services that Consul knows, in order; asks it with each call and waits for 2 s at most. When it does not
     * answer, those of its last answer. Empty without Consul: neither DNS nor variables can be asked for all of their names.
     */
    public List<String> services() {
        return consul == null ? List.of() : consul.services();
    }

    /** The agent that is used; empty when instances do not come from one. */
    public Optional<URI> agent() {
        return Optional.ofNullable(agent);
    }

    /** What only one of all processes may do; empty when there is no agent that could give leases. */
    public Optional<Leases> leases(LeaseSettings terms) {
        return consul == null ? Optional.empty() : Optional.of(consul.leases(terms));
    }

    /** Ends the tasks that run by leases and gives all leases back, at most 3 s. Never throws. */
    public void closeLeases() {
        if (consul != null) {
            consul.closeLeases();
        }
    }

    /** Asks this for the token of each request to Consul from now on; it answers at once. */
    public void token(Supplier<Optional<Secret>> current) {
        if (consul != null) {
            consul.token(current);
        }
    }

    /** Registers and keeps registered; empty when there is no agent to register with, and after {@link #leave()}. */
    public Optional<Registered> register(Registration registration) {
        if (consul == null) {
            return Optional.empty();
        }
        boolean unreachable =
                registration.host().startsWith("127.") || registration.host().equals("::1");
        if (unreachable && membership == null && settings.advertise().isEmpty()) {
            log.atWarn()
                    .addKeyValue("address", registration.host())
                    .log(
                            "{} is registered at {}, where only this machine reaches it. Set LISTEN to an address of the"
                                    + " network, or OPS_ADVERTISE.",
                            registration.service(),
                            registration.host());
        }
        return consul.keep(registration);
    }

    /** As {@link Consul#maintenance}; nothing without Consul. */
    public void maintenance(Optional<String> reason) {
        if (consul != null) {
            consul.maintenance(reason);
        }
    }

    /** What keeps a registration from being in place or instances from being up to date, for people; empty when nothing does. */
    public Optional<String> problem() {
        return consul == null ? Optional.empty() : consul.problem();
    }

    /**
     * Deregisters, at most 2 s a registration, and registers nothing afterwards, so that a stop in the middle of a start
     * leaves nothing behind. Others are still found. Never throws.
     */
    public void leave() {
        if (consul != null) {
            consul.leave();
        }
    }

    /** The host to register for a server that listens there: what {@code OPS_ADVERTISE} says, else one that others can reach. */
    public String advertisedHost(InetSocketAddress listening) {
        if (settings.advertise().isPresent()) {
            return settings.advertise().get();
        }
        InetAddress bound = listening.getAddress();
        if (bound == null) {
            return listening.getHostString();
        }
        if (!bound.isAnyLocalAddress()) {
            return bound.getHostAddress();
        }
        boolean oneMachine = membership != null;
        return oneMachine
                ? InetAddress.getLoopbackAddress().getHostAddress()
                : RoutableAddress.first().getHostAddress();
    }

    /** Leaves, stops looking, and leaves the shared agent of development to the other processes. */
    @Override
    public void close() {
        leave();
        discovery.close();
        if (consul != null) {
            consul.close();
        }
        if (membership != null) {
            membership.close();
        }
    }

    private static Path cacheDirectory() {
        return Path.of(System.getProperty("user.home"), ".cache", "operable", "devkit");
    }
}
