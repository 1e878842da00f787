package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancerTest {
    @Test
    void instancesThatAreAllWellShareTheCalls() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 3);
        service.instances.set(IntStream.rangeClosed(1, 10).toArray());

        service.callFor(Duration.ofSeconds(100), Duration.ofMillis(9));

        for (int port = 1; port <= 10; port++) {
            assertThat(service.attempts(port)).isBetween(800, 1200);
        }
    }

    /** With uniform draws each has a third. */
    @Test
    void instancesShareTheCallsByTheirWeightsWhichMayChange() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 3);
        service.instances.weigh(Map.of(1, 1, 2, 2, 3, 7));
        service.callFor(Duration.ofSeconds(100), Duration.ofMillis(9));
        assertThat(service.attempts(1)).isBetween(850, 1150);
        assertThat(service.attempts(2)).isBetween(1800, 2200);
        assertThat(service.attempts(3)).isBetween(6700, 7300);

        service.instances.weigh(Map.of(1, 7, 2, 2, 3, 1));
        service.callFor(Duration.ofSeconds(100), Duration.ofMillis(9));
        assertThat(service.attempts(1) - 1000).isBetween(6500, 7500);
        assertThat(service.attempts(3) - 7000).isBetween(600, 1400);
    }

    @Test
    void aLightInstanceAmongManyHeavyOnesGetsItsShare() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 3);
        service.instances.weigh(Map.of(1, 1, 2, 65535));
        service.callFor(Duration.ofSeconds(50), Duration.ofMillis(9));
        assertThat(service.attempts(1)).isLessThanOrEqualTo(3);
    }

    /** If all that is in flight counted alike, both would have half of it. */
    @Test
    void callsAtTheSameTimeAreSharedByWeightToo() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 3);
        service.instances.weigh(Map.of(1, 1, 2, 4));
        AtomicInteger depth = new AtomicInteger();
        PlayedService.Behaviour nested = guard -> {
            if (depth.incrementAndGet() < 20) {
                service.client().get("/").send();
            }
            return service.well().answer(guard);
        };
        service.server(1, nested);
        service.server(2, nested);

        service.client().get("/").send();

        assertThat(service.attempts(1)).isBetween(3, 5);
        assertThat(service.attempts(2)).isBetween(15, 17);
    }

    @Test
    void aFastFailingInstanceOfFiveGetsAlmostNothing() {
        for (long seed : PlayedService.seeds()) {
            PlayedService service = new PlayedService(RpcOptions.defaults(), seed);
            service.instances.set(1, 2, 3, 4, 5);
            service.server(1, service.status(503));

            int failed = service.callFor(Duration.ofSeconds(60), Duration.ofMillis(9));

            assertThat(failed).isZero();
            assertThat(service.attempts(1)).isLessThanOrEqualTo(6000 / 200);
        }
    }

    // With a look at all of them this fails.
    @Test
    void choosingAmongAThousandDrawsAsOftenAsAmongTen() {
        assertThat(draws(1000)).isLessThan(2 * draws(10));
    }

    private static long draws(int instances) {
        AtomicLong draws = new AtomicLong();
        Random random = new Random(1);
        KnownInstances known = new KnownInstances();
        // Weights that differ, an instance that is ejected, and one that has just come.
        known.weigh(IntStream.rangeClosed(1, instances).boxed().collect(Collectors.toMap(i -> i, i -> 1 + i % 7)));
        PlayedTime time = new PlayedTime();
        EjectionLimit limit = new EjectionLimit();
        Pipeline pipeline = new Pipeline(
                time, random, new Watchdog(time, () -> {}), (i, o) -> new NoTransport(), new SimpleMeterRegistry());
        Nodes nodes = pipeline.nodes(known, limit, RpcOptions.defaults());
        nodes.current()[0].ejection().record(Outcome.of(Failure.REFUSED, null), Ejection.Entry.USUAL);
        nodes.current()[1].warmUp().begin();
        Balancer balancer = new Balancer(limit, () -> {
            draws.incrementAndGet();
            return random.nextLong();
        });
        for (int i = 0; i < 10_000; i++) {
            assertThat(balancer.choose(nodes.candidates(), List.of(), true)).isNotNull();
        }
        return draws.get();
    }

    private record NoTransport() implements Transport {
        @Override
        public RpcResponse send(WireRequest request, Guard guard) {
            throw new AssertionError("nothing is sent");
        }

        @Override
        public void closeIdle() {}

        @Override
        public void close() {}
    }

    @Test
    void aThousandLightOnesLeaveAHeavyOneItsShare() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 3);
        service.instances.weigh(
                IntStream.rangeClosed(1, 1001).boxed().collect(Collectors.toMap(i -> i, i -> i == 1 ? 1000 : 1)));

        service.callFor(Duration.ofSeconds(20), Duration.ofMillis(9));

        assertThat(service.attempts(1)).isBetween(900, 1100);
    }

    // Without slow start this fails.
    @Test
    void anInstanceThatComesGetsItsShareLittleByLittle() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 3);
        service.instances.set(1);
        service.callFor(Duration.ofSeconds(1), Duration.ofMillis(9));

        service.instances.set(1, 2);
        service.callFor(Duration.ofSeconds(1), Duration.ofMillis(9));
        assertThat(service.attempts(2)).isBetween(3, 25);

        service.callFor(Duration.ofSeconds(9), Duration.ofMillis(9));
        int before = service.attempts(2);
        service.callFor(Duration.ofSeconds(10), Duration.ofMillis(9));
        assertThat(service.attempts(2) - before).isBetween(400, 600);
    }

    @Test
    void anInstanceThatLeftIsForgotten() {
        PlayedService service =
                new PlayedService(RpcOptions.builder().slowStart(Duration.ZERO).build(), 3);
        service.instances.set(1, 2);
        service.server(1, service.failing(Failure.REFUSED));
        service.callFor(Duration.ofSeconds(1), Duration.ofMillis(9));
        service.server(1, service.well());
        int before = service.attempts(1);

        service.instances.set(2);
        service.callFor(Duration.ofMillis(20), Duration.ofMillis(9));
        service.instances.set(1, 2);
        service.callFor(Duration.ofSeconds(1), Duration.ofMillis(9));

        assertThat(service.attempts(1) - before).isGreaterThan(30);
    }
}
