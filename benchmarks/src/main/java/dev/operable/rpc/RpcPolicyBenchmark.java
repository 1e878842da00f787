package dev.operable.rpc;

import dev.operable.discovery.InstanceSet;
import dev.operable.discovery.Instances;
import dev.operable.discovery.ServiceInstance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The policy without a transport, by the number of instances: choosing one, and a whole call whose answer is there at once. In
 * the package of what it measures, which nobody else can see.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RpcPolicyBenchmark {
    private record Known(InstanceSet current) implements Instances {
        @Override
        public String service() {
            return current.service();
        }

        @Override
        public InstanceSet await(Duration atMost) {
            return current;
        }

        @Override
        public Subscription onChange(Consumer<InstanceSet> listener) {
            listener.accept(current);
            return () -> {};
        }
    }

    private static final class Memory implements Transport {
        private static final byte[] BODY = {'4', '2'};

        @Override
        public RpcResponse send(WireRequest request, Guard guard) {
            return new RpcResponse(200, Map.of(), BODY);
        }

        @Override
        public void closeIdle() {}

        @Override
        public void close() {}
    }

    @Param({"10", "1000"})
    public int instances;

    private Watchdog watchdog;
    private Nodes nodes;
    private Balancer balancer;
    private RpcClient hits;

    @Setup
    public void prepare() {
        RpcOptions options = RpcOptions.defaults();
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        watchdog = new Watchdog(Time.system(), () -> {});
        Pipeline pipeline = new Pipeline(
                Time.system(), random, watchdog, (instance, unused) -> new Memory(), new SimpleMeterRegistry());
        EjectionLimit limit = new EjectionLimit();
        nodes = pipeline.nodes(known(), limit, options);
        balancer = new Balancer(limit, random);
        Calls calls = pipeline.calls("hits", options);
        Rate rate = pipeline.rate("hits", options);
        UpstreamCheck check = pipeline.check("hits", calls, nodes, rate);
        Step steps = pipeline.assemble("hits", nodes, limit, options, calls, rate, () -> {});
        hits = new RpcClient("hits", "", options, steps, check, new RpcThreads(), new Json(null), nodes::followed);
    }

    private Known known() {
        List<ServiceInstance> all = IntStream.rangeClosed(1, instances)
                .mapToObj(port -> new ServiceInstance("hits-" + port, "hits", "127.0.0.1", port, Set.of(), Map.of()))
                .toList();
        return new Known(new InstanceSet("hits", 1, all, Instant.EPOCH, "the benchmark"));
    }

    @TearDown
    public void close() {
        watchdog.close();
    }

    @Benchmark
    public Object choose() {
        return Objects.requireNonNull(balancer.choose(nodes.candidates(), List.of(), true));
    }

    @Benchmark
    public byte[] call() {
        return hits.get("/links/{id}/hits", 7).send().body();
    }
}
