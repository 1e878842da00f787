package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void anInstanceThatLeftIsForgotten() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 3);
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
