package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a call allocates does not grow with the number of instances. Fails if the balancer draws from a list that it makes of the
 * usable instances: 1,000 references are 4,000 bytes more.
 */
class ChoiceAllocationTest {
    private static final int TIMES = 4_000;
    /** An eighth of what one reference to each instance would take. */
    private static final long MORE = 500;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final class Memory implements Transport {
        @Override
        public RpcResponse send(WireRequest request, Guard guard) {
            return new RpcResponse(200, Map.of(), WireRequest.NO_BODY);
        }

        @Override
        public void closeIdle() {}

        @Override
        public void close() {}
    }

    private final RpcOptions options = RpcOptions.defaults();
    private final RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    private final Watchdog watchdog = new Watchdog(Time.system(), () -> {});
    private final Pipeline pipeline = new Pipeline(
            Time.system(), random, watchdog, (instance, unused) -> new Memory(), new SimpleMeterRegistry());
    private final EjectionLimit limit = new EjectionLimit();

    @AfterEach
    void close() {
        watchdog.close();
    }

    @Test
    void aChoiceAmongAThousandInstancesAllocatesWhatOneAmongTenDoes() {
        assertThat(bytesOfChoice(1000, 0)).isLessThan(bytesOfChoice(10, 0) + MORE);
    }

    @Test
    void soDoesTheChoiceOfARetry() {
        assertThat(bytesOfChoice(1000, 1)).isLessThan(bytesOfChoice(10, 1) + MORE);
    }

    @Test
    void soDoesAWholeCall() {
        assertThat(bytesOfCall(1000)).isLessThan(bytesOfCall(10) + MORE);
    }

    private Nodes nodes(int instances) {
        return pipeline.nodes(
                KnownInstances.of(IntStream.rangeClosed(1, instances).toArray()), limit, options);
    }

    private long bytesOfChoice(int instances, int triedBefore) {
        Candidates candidates = nodes(instances).candidates();
        List<Node> tried = List.of(candidates.nodes()).subList(0, triedBefore);
        Balancer balancer = new Balancer(limit, random);
        return bytesOf(() -> Objects.requireNonNull(balancer.choose(candidates, tried, true)));
    }

    private long bytesOfCall(int instances) {
        Nodes nodes = nodes(instances);
        Calls calls = pipeline.calls("hits", options);
        Rate rate = pipeline.rate("hits", options);
        UpstreamCheck check = pipeline.check("hits", calls, nodes, rate);
        Step steps = pipeline.assemble("hits", nodes, limit, options, calls, rate, () -> {});
        RpcClient client =
                new RpcClient("hits", "", options, steps, check, new RpcThreads(), new Json(null), nodes::followed);
        return bytesOf(() -> client.get("/links/{id}/hits", 7).send());
    }

    /** The average, after as many that are not counted, which load classes. */
    private static long bytesOf(Runnable task) {
        long me = Thread.currentThread().getId();
        long before = 0;
        for (int i = 0; i < 2 * TIMES; i++) {
            if (i == TIMES) {
                before = THREADS.getThreadAllocatedBytes(me);
            }
            task.run();
        }
        return (THREADS.getThreadAllocatedBytes(me) - before) / TIMES;
    }
}
