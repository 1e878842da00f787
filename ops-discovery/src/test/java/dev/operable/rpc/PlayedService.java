package dev.operable.rpc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The real pipeline over played time and played servers, without sockets; the same seed gives the same run. */
final class PlayedService {
    /** What a server does with an attempt; it lets the time pass that it takes. */
    interface Behaviour {
        RpcResponse answer(Guard guard) throws TransportException;
    }

    final PlayedTime time = new PlayedTime();
    final KnownInstances instances = new KnownInstances();
    private final Map<Integer, Behaviour> behaviours = new HashMap<>();
    private final Map<Integer, Integer> attempts = new HashMap<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final RpcFaults faults;
    final RpcResilience resilience;
    private final Nodes nodes;
    private final RpcClient client;

    PlayedService(RpcOptions options, long seed) {
        Watchdog watchdog = new Watchdog(time, () -> {});
        // Its thread would look at played time from outside. The played transports keep to the guard's time themselves.
        watchdog.close();
        Pipeline pipeline = new Pipeline(
                time, new Random(seed), watchdog, (instance, o) -> new PlayedTransport(instance.port()), meters);
        faults = pipeline.faults();
        resilience = pipeline.resilience();
        EjectionLimit limit = new EjectionLimit();
        nodes = pipeline.nodes(instances, limit, options);
        Calls calls = pipeline.calls("hits", options);
        Rate rate = pipeline.rate("hits", options);
        UpstreamCheck check = pipeline.check("hits", calls, nodes, rate);
        Step steps = pipeline.assemble("hits", nodes, limit, options, calls, rate, () -> {});
        client = new RpcClient("hits", "", options, steps, check, new RpcThreads(), new Json(null), nodes::followed);
    }

    void server(int port, Behaviour behaviour) {
        behaviours.put(port, behaviour);
    }

    /** Answers after a time that is much shorter than any timeout. */
    Behaviour well() {
        return guard -> {
            time.pass(Duration.ofMillis(1));
            return new RpcResponse(200, Map.of(), WireRequest.NO_BODY);
        };
    }

    Behaviour status(int status) {
        return guard -> {
            time.pass(Duration.ofMillis(1));
            return new RpcResponse(status, Map.of(), WireRequest.NO_BODY);
        };
    }

    Behaviour failing(Failure failure) {
        return guard -> {
            time.pass(Duration.ofMillis(failure == Failure.TIMEOUT ? guard.remainingMillis() : 1));
            throw new TransportException(failure, null);
        };
    }

    int attempts(int port) {
        return attempts.getOrDefault(port, 0);
    }

    long ejected() {
        return Arrays.stream(nodes.current())
                .filter(node -> node.ejection().ejected())
                .count();
    }

    RpcClient client() {
        return client;
    }

    /** Calls for a while, one call after the other with a pause between; returns the number of failures. */
    int callFor(Duration duration, Duration pause) {
        int failed = 0;
        long end = time.nanos() + duration.toNanos();
        while (time.nanos() < end) {
            try {
                client.get("/").send();
            } catch (RpcException e) {
                failed++;
            }
            time.pass(pause);
        }
        return failed;
    }

    static List<Long> seeds() {
        return new Random(1).longs(20).boxed().toList();
    }

    private final class PlayedTransport implements Transport {
        private final int port;

        PlayedTransport(int port) {
            this.port = port;
        }

        @Override
        public RpcResponse send(WireRequest request, Guard guard) throws TransportException {
            attempts.merge(port, 1, Integer::sum);
            Behaviour behaviour = behaviours.getOrDefault(port, well());
            return behaviour.answer(guard);
        }

        @Override
        public void closeIdle() {}

        @Override
        public void close() {}
    }
}
