package dev.operable.rpc;

import dev.operable.discovery.Instances;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;

/** Servers, and clients that call them with the real pipeline, in one {@link Simulation}. The same seed gives the same run. */
final class SimulatedService {
    /** Mostly 8 ms to 12 ms. */
    static final ToLongFunction<Random> TEN_MILLIS =
            random -> 8_000_000 + (long) (-Math.log(1 - random.nextDouble()) * 2_000_000);

    final Simulation simulation = new Simulation();
    final SimulatedCalls calls = new SimulatedCalls();
    final Random random;
    final KnownInstances known = new KnownInstances();
    private final RpcOptions options;
    private int failureScoreAtMost = 10;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<Integer, SimulatedServer> servers = new HashMap<>();
    private final List<Nodes> instances = new ArrayList<>();
    private final List<RpcClient> clients = new ArrayList<>();

    SimulatedService(RpcOptions options, long seed) {
        this.options = options;
        this.random = new Random(seed);
    }

    /** From now on failures do not count in the choice of an instance. */
    SimulatedService withoutFailureScore() {
        failureScoreAtMost = 0;
        return this;
    }

    SimulatedServer server(int port) {
        return server(port, 50, TEN_MILLIS);
    }

    SimulatedServer server(int port, int threads, ToLongFunction<Random> work) {
        return servers.computeIfAbsent(
                port, p -> new SimulatedServer(simulation, threads, new Random(random.nextLong()), work));
    }

    /** Makes them and lets all see them. */
    void servers(int... ports) {
        for (int port : ports) {
            server(port);
        }
        known.set(ports);
    }

    RpcClient client() {
        return client(known);
    }

    RpcClient client(Instances instances) {
        Watchdog watchdog = new Watchdog(simulation, () -> {});
        // Its thread would look at this time from outside. The simulated servers keep to the guard's time themselves.
        watchdog.close();
        Pipeline pipeline = new Pipeline(
                simulation,
                new Random(random.nextLong()),
                watchdog,
                (instance, o) -> new SimulatedTransport(server(instance.port())),
                registry);
        EjectionLimit limit = new EjectionLimit();
        Random chance = new Random(random.nextLong());
        Nodes nodes = new Nodes(
                instances,
                limit,
                new Owner("hits", options),
                instance -> new Node(
                        instance,
                        new SimulatedTransport(server(instance.port())),
                        new Ejection(
                                "hits",
                                instance.id(),
                                instance.address(),
                                options,
                                limit,
                                pipeline.resilience(),
                                simulation,
                                chance),
                        new FailureScore(failureScoreAtMost, simulation),
                        options,
                        simulation));
        this.instances.add(nodes);
        Calls state = pipeline.calls("hits", options);
        Rate rate = pipeline.rate("hits", options);
        Step steps = pipeline.assemble("hits", nodes, limit, options, state, rate, () -> {});
        UpstreamCheck check = pipeline.check("hits", state, nodes, rate);
        RpcClient client =
                new RpcClient("hits", "", options, steps, check, new RpcThreads(), new Json(null), nodes::followed);
        clients.add(client);
        return client;
    }

    /** Calls at random moments (a Poisson process), each by one of the clients, whatever became of those before. */
    void load(double perSecond, double seconds) {
        if (clients.isEmpty()) {
            client();
        }
        double at = 0;
        while ((at += -Math.log(1 - random.nextDouble()) / perSecond) < seconds) {
            RpcClient client = clients.get(random.nextInt(clients.size()));
            simulation.callAt(nanos(at), () -> calls.call(simulation, client));
        }
    }

    void callAt(double second, Runnable call) {
        simulation.callAt(nanos(second), call);
    }

    void at(double second, Runnable change) {
        simulation.at(nanos(second), change);
    }

    /** Instances that a client takes for slow. */
    int slow() {
        int slow = 0;
        for (Nodes each : instances) {
            for (Node node : each.current()) {
                slow += node.slowness().times() > 1 ? 1 : 0;
            }
        }
        return slow;
    }

    int requests() {
        return servers.values().stream().mapToInt(SimulatedServer::requests).sum();
    }

    SimulatedService run() {
        try {
            simulation.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    private static Duration nanos(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private record SimulatedTransport(SimulatedServer server) implements Transport {
        @Override
        public RpcResponse send(WireRequest request, Guard guard) throws TransportException {
            return server.answer(guard);
        }

        @Override
        public void closeIdle() {}

        @Override
        public void close() {}
    }
}
