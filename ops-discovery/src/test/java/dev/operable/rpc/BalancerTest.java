package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
