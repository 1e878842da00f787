package dev.operable.rpc;

import dev.operable.discovery.Discovery;
import dev.operable.discovery.ServiceInstance;
import dev.operable.health.Criticality;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/**
 * The clients of one process, one for each service that it calls. Safe for use by many threads.
 *
 * <pre>{@code
 * RpcClients rpc = RpcClients.create(discovery, RpcOptions.defaults(), registry);
 * RpcClient hits = rpc.client("hits");
 * }</pre>
 */
public final class RpcClients implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    static final String FIXED = "static";

    private final Discovery discovery;
    private final RpcOptions defaults;
    private final Json json;
    private final String caller;
    private final RpcThreads threads = new RpcThreads();
    private final Watchdog watchdog;
    private final Pipeline pipeline;
    private final List<Nodes> services = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<String, RpcClient> clients = new ConcurrentHashMap<>();
    private final UpstreamChecks checks = new UpstreamChecks();

    RpcClients(
            Discovery discovery, RpcOptions defaults, MeterRegistry registry, String caller, Routes routes, Json json) {
        Time time = Time.system();
        this.discovery = discovery;
        this.defaults = defaults;
        this.json = json;
        this.caller = NAME.matcher(caller).matches() ? caller : "";
        watchdog = new Watchdog(time, this::tidy);
        pipeline = new Pipeline(
                time,
                () -> ThreadLocalRandom.current().nextLong(),
                watchdog,
                (instance, options) -> routes.open(instance, options, isFixed(instance)),
                registry,
                threads);
    }

    /** Whether its address was given to this process, and is no matter of a catalog. */
    private boolean isFixed(ServiceInstance instance) {
        return discovery.instances(instance.service()).current().source().equals(FIXED);
    }

    /** Looks nothing up yet, and starts no thread until the first call. Closing does not close the discovery. */
    public static RpcClients create(Discovery discovery, RpcOptions defaults, MeterRegistry registry) {
        return create(discovery, defaults, registry, "");
    }

    /**
     * As {@link #create(Discovery, RpcOptions, MeterRegistry)}, for a service that says who it is.
     *
     * @param caller the name of this service, sent as {@code Ops-Caller}: letters, digits, dots, dashes and underscores, 64 at
     *     the most. Another text is not sent, for nobody would believe it
     */
    public static RpcClients create(Discovery discovery, RpcOptions defaults, MeterRegistry registry, String caller) {
        return builder(discovery, registry).defaults(defaults).caller(caller).build();
    }

    /** For more than the options and the name: TLS, proxies, JSON. */
    public static RpcClientsBuilder builder(Discovery discovery, MeterRegistry registry) {
        return new RpcClientsBuilder(discovery, registry);
    }

    /** The client of a service; the same object for the same name. Discovery starts to look for the service now. */
    public RpcClient client(String service) {
        return client(service, defaults);
    }

    /**
     * The client of a service that is called in another way than the rest.
     *
     * @throws IllegalStateException if the service already has a client with other options
     */
    public RpcClient client(String service, RpcOptions options) {
        RpcClient client = clients.computeIfAbsent(service, name -> open(name, options));
        if (!client.options().equals(options)) {
            throw new IllegalStateException("The client of " + service + " exists already, with other options: "
                    + client.options() + ". Ask for it with the options before anybody asks without.");
        }
        return client;
    }

    /**
     * The JDK's client for code that is written for it: {@code http://hits/links} is called under the whole policy if discovery
     * knows a service {@code hits}, and every other address as before. Answers of services are held in memory.
     *
     * @param others for other addresses; what it is set to (redirects, cookies, a proxy) does not hold for services
     */
    public HttpClient httpClient(HttpClient others) {
        return NamedHttpClient.of(new NamedTarget(this, discovery), others);
    }

    /** As {@link #httpClient(HttpClient)}, for code that is written for Apache HttpClient 5; closing it closes the other one. */
    public CloseableHttpClient httpClient(CloseableHttpClient others) {
        return NamedApacheClient.of(new NamedTarget(this, discovery), others);
    }

    /**
     * Adds to these self-checks one named {@code upstream <service>} for each service with the first call to it, which shows
     * what is wrong and takes no traffic away ({@link Criticality#DEGRADES}). It stays; there are 100 of them at most. A
     * check of that name that is there already is left alone.
     *
     * @throws IllegalStateException if these clients have self-checks already
     * @see RpcClient#check()
     */
    public void checkedBy(SelfChecks selfChecks) {
        checks.into(selfChecks);
    }

    /** Faults to be played to the callers, on a game day or in a test. */
    public RpcFaults faults() {
        return pipeline.faults();
    }

    /** What of the policy is Resilience4j's: its registries, for events, metrics and decorators of one's own. */
    public RpcResilience resilience() {
        return pipeline.resilience();
    }

    private void tidy() {
        services.forEach(Nodes::tidy);
        pipeline.faults().expire();
    }

    private RpcClient open(String service, RpcOptions options) {
        EjectionLimit limit = new EjectionLimit();
        Nodes nodes = pipeline.nodes(discovery.instances(service), limit, options);
        services.add(nodes);
        Calls calls = pipeline.calls(service, options);
        Rate rate = pipeline.rate(service, options);
        UpstreamCheck check = pipeline.check(service, calls, nodes, rate);
        AtomicBoolean called = new AtomicBoolean();
        Runnable began = () -> {
            // Read first: nearly every call is not the first one.
            if (!called.get() && called.compareAndSet(false, true)) {
                checks.called(service, check);
            }
        };
        Step steps = pipeline.assemble(service, nodes, limit, options, calls, rate, began);
        return new RpcClient(service, caller, options, steps, check, threads, json, nodes::followed);
    }

    /** Ends the calls that run, refuses new ones, and closes the connections. */
    @Override
    public void close() {
        // The calls first: to one whose connection is gone before it is told, the instance would seem to be at fault.
        watchdog.close();
        threads.close();
        services.forEach(Nodes::close);
    }
}
