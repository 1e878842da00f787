package dev.operable.rpc;

import dev.operable.discovery.Discovery;
import dev.operable.discovery.InstanceSet;
import dev.operable.discovery.Instances;
import dev.operable.discovery.ServiceInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A discovery of one service whose instances the test sets. Before the first {@link #set} it has not answered. */
final class KnownInstances implements Discovery, Instances {
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Map<String, String> meta = Map.of();
    private volatile InstanceSet set = new InstanceSet("hits", 0, List.of(), Instant.EPOCH, "the test");

    static KnownInstances of(int... ports) {
        KnownInstances known = new KnownInstances();
        known.set(ports);
        return known;
    }

    /** Says of all instances that are set from now on that they speak TLS. */
    KnownInstances tls() {
        meta = Map.of("protocol", "https");
        return this;
    }

    /** What all instances say that are set from now on. */
    KnownInstances saying(Map<String, String> newMeta) {
        meta = newMeta;
        return this;
    }

    /** Several that say different things, by port. */
    synchronized void setSaying(Map<Integer, Map<String, String>> metas) {
        List<ServiceInstance> instances = new TreeMap<>(metas)
                .entrySet().stream()
                        .map(each -> new ServiceInstance(
                                "hits-" + each.getKey(), "hits", "127.0.0.1", each.getKey(), Set.of(), each.getValue()))
                        .toList();
        set = new InstanceSet("hits", set.version() + 1, instances, Instant.EPOCH, "the test");
        answered.countDown();
    }

    void set(int... ports) {
        weigh(Arrays.stream(ports).boxed().collect(Collectors.toMap(port -> port, port -> 1)));
    }

    /** Weights by port. */
    synchronized void weigh(Map<Integer, Integer> weights) {
        List<ServiceInstance> instances = new TreeMap<>(weights)
                .entrySet().stream()
                        .map(each -> new ServiceInstance(
                                "hits-" + each.getKey(),
                                "hits",
                                "127.0.0.1",
                                each.getKey(),
                                Set.of(),
                                meta,
                                each.getValue()))
                        .toList();
        set = new InstanceSet("hits", set.version() + 1, instances, Instant.EPOCH, "the test");
        answered.countDown();
    }

    @Override
    public Instances instances(String service) {
        return this;
    }

    @Override
    public String service() {
        return "hits";
    }

    @Override
    public InstanceSet current() {
        return set;
    }

    @Override
    public InstanceSet await(Duration atMost) throws InterruptedException {
        boolean inTime = answered.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        return inTime ? set : current();
    }

    @Override
    public void lookAgain() {
        looks.incrementAndGet();
    }

    /** How often somebody wanted it to look again. */
    int looks() {
        return looks.get();
    }

    @Override
    public Subscription onChange(Consumer<InstanceSet> listener) {
        throw new UnsupportedOperationException("nobody listens in these tests");
    }

    @Override
    public void close() {}
}
