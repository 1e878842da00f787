package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class EjectionTest {
    private static final RpcOptions WITHOUT = RpcOptions.builder().ejectAfter(0).build();
    private static final Duration PAUSE = Duration.ofMillis(9);

    static Iterable<Long> seeds() {
        return PlayedService.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aBlackHoleIsAskedFiveTimesAndThenOnlyProbed(long seed) {
        assertThat(attemptsAtBlackHoleInAMinute(RpcOptions.defaults(), seed)).isBetween(5, 5 + 6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withoutEjectionItIsAskedMoreOften(long seed) {
        assertThat(attemptsAtBlackHoleInAMinute(WITHOUT, seed)).isGreaterThan(5 + 6);
    }

    private static int attemptsAtBlackHoleInAMinute(RpcOptions options, long seed) {
        PlayedService service = new PlayedService(options, seed);
        service.instances.set(1, 2, 3);
        service.server(1, service.failing(Failure.TIMEOUT));
        // Twice a minute would be enough to see it; the failures in a row take a while to come together.
        int failed = service.callFor(Duration.ofMinutes(2), PAUSE);
        assertThat(failed).isZero();
        return service.attempts(1);
    }

    @Test
    void aRefusedConnectionEjectsAtOnce() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1, 2, 3);
        service.server(1, service.failing(Failure.REFUSED));

        int failed = service.callFor(Duration.ofMillis(4900), PAUSE);

        assertThat(failed).isZero();
        // The probe comes after 4.5 s at the earliest: 5 s and up to 10 % of jitter less.
        assertThat(service.attempts(1)).isBetween(1, 2);
    }

    @Test
    void theLogNamesTheOtherSideByKeysThatNoServiceUsesForItself() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.operable.rpc");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try {
            PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
            service.instances.set(1, 2);
            service.server(1, service.failing(Failure.REFUSED));
            service.callFor(Duration.ofMillis(100), PAUSE);
        } finally {
            logger.detachAppender(logged);
        }
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .singleElement()
                .satisfies(event -> assertThat(event.getKeyValuePairs())
                        .extracting(Object::toString)
                        .containsExactly(
                                "peer=\"hits\"", "peer_instance=\"127.0.0.1:1\"", "outcome=\"connect refused\""));
    }

    @Test
    void neverMoreThanHalfOfTheInstancesAreEjected() {
        PlayedService service =
                new PlayedService(RpcOptions.builder().retryPercent(1000).build(), 7);
        service.instances.set(1, 2, 3, 4);
        for (int port = 1; port <= 4; port++) {
            service.server(port, service.status(503));
        }
        service.callFor(Duration.ofSeconds(4), PAUSE);
        assertThat(service.ejected()).isEqualTo(2);

        service.instances.set(1, 2);
        service.callFor(Duration.ofMillis(10), PAUSE);
        assertThat(service.ejected()).isLessThanOrEqualTo(1);
    }

    @Test
    void anInstanceThatLeftDuringAnAttemptTakesNoPlaceAmongTheEjected() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1, 2, 3);
        service.server(1, guard -> {
            service.instances.set(2, 3);
            // Looks, as any other call would meanwhile, and so notices that the instance has left.
            assertThat(service.ejected()).isZero();
            throw new TransportException(Failure.REFUSED, null);
        });
        service.callFor(Duration.ofMillis(100), PAUSE);
        assertThat(service.attempts(1)).isEqualTo(1);

        service.server(2, service.failing(Failure.REFUSED));
        service.callFor(Duration.ofMillis(100), PAUSE);

        assertThat(service.ejected()).isEqualTo(1);
    }

    @Test
    void theOnlyInstanceIsNeverEjected() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1);
        service.server(1, service.failing(Failure.REFUSED));
        service.callFor(Duration.ofSeconds(1), PAUSE);
        service.server(1, service.well());

        assertThat(service.callFor(Duration.ofSeconds(1), PAUSE)).isZero();
    }

    @Test
    void anEjectedInstanceIsTheLastResortWhenTheOthersFail() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1, 2);
        service.server(1, service.failing(Failure.REFUSED));
        service.callFor(Duration.ofMillis(200), PAUSE);
        service.server(1, service.well());
        service.server(2, service.failing(Failure.REFUSED));

        assertThat(service.callFor(Duration.ofSeconds(1), PAUSE)).isZero();
    }

    @Test
    void anInstanceThatIsWellAgainGetsItsShareWithinFifteenSeconds() {
        for (long seed : PlayedService.seeds()) {
            PlayedService service = new PlayedService(RpcOptions.defaults(), seed);
            service.instances.set(1, 2, 3);
            service.server(1, service.status(503));
            service.callFor(Duration.ofSeconds(3), PAUSE);
            service.server(1, service.well());
            service.callFor(Duration.ofSeconds(15), PAUSE);
            int before = service.attempts(1);

            service.callFor(Duration.ofSeconds(10), PAUSE);

            assertThat(service.attempts(1) - before).isGreaterThan(1000 / 3 * 8 / 10);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCallThatMustNotBeRepeatedProbesOnlyIfNoOtherHasComeForTwiceTheTime(long seed) {
        PlayedService service = new PlayedService(RpcOptions.defaults(), seed);
        service.instances.set(1, 2, 3);
        service.server(1, service.failing(Failure.REFUSED));
        service.callFor(Duration.ofSeconds(1), PAUSE);
        int before = service.attempts(1);
        service.server(1, service.status(503));

        // The ejection began within the last second and is over after 4.5 s to 5 s.
        assertThat(postFor(Duration.ofMillis(7900), service)).isZero();
        assertThat(service.attempts(1)).isEqualTo(before);

        service.callFor(Duration.ofMillis(20), PAUSE);
        assertThat(service.attempts(1)).isEqualTo(before + 1);

        // The second ejection takes 9 s to 10 s.
        assertThat(postFor(Duration.ofMillis(17_900), service)).isZero();
        service.server(1, service.well());
        postFor(Duration.ofMillis(2200), service);
        assertThat(service.ejected()).isZero();
    }

    private static int postFor(Duration duration, PlayedService service) {
        int failed = 0;
        long end = service.time.nanos() + duration.toNanos();
        while (service.time.nanos() < end) {
            try {
                service.client().post("/").send();
            } catch (RpcException e) {
                failed++;
            }
            service.time.pass(PAUSE);
        }
        return failed;
    }

    @Test
    void anErrorOfTheServiceIsNoFailureOfTheInstance() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1, 2);
        service.server(1, service.status(500));

        service.callFor(Duration.ofSeconds(2), PAUSE);

        assertThat(service.attempts(1)).isGreaterThan(60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aHungInstanceCostsNoCallThatHasLessTimeThanAnAttemptAndIsEjected(long seed) {
        assertThat(failuresAtBlackHole("GET", 500, seed)).isZero();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aHungInstanceIsEjectedByCallsThatHaveLessTimeThanAnAttemptAndMustNotBeRepeated(long seed) {
        assertThat(failuresAtBlackHole("POST", 500, seed)).isBetween(5, 5 + 6);
    }

    private static int failuresAtBlackHole(String method, long deadlineMillis, long seed) {
        PlayedService service = new PlayedService(RpcOptions.defaults(), seed);
        service.instances.set(1, 2, 3);
        service.server(1, service.failing(Failure.TIMEOUT));
        int failed = 0;
        long end = service.time.nanos() + Duration.ofMinutes(2).toNanos();
        while (service.time.nanos() < end) {
            try {
                service.client()
                        .method(method, "/")
                        .deadline(Duration.ofMillis(deadlineMillis))
                        .send();
            } catch (RpcException e) {
                assertThat(e.kind()).isEqualTo(RpcException.Kind.DEADLINE);
                failed++;
            }
            service.time.pass(PAUSE);
        }
        assertThat(service.attempts(1)).isBetween(5, 5 + 6);
        assertThat(service.ejected()).isEqualTo(1);
        return failed;
    }

    @Test
    void aCallersShortDeadlineIsNoFailureOfTheInstance() {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        service.instances.set(1, 2);
        service.server(1, service.failing(Failure.TIMEOUT));
        for (int i = 0; i < 50; i++) {
            try {
                service.client().get("/").deadline(Duration.ofMillis(2)).send();
            } catch (RpcException e) {
                assertThat(e.kind()).isIn(RpcException.Kind.TIMEOUT, RpcException.Kind.DEADLINE);
            }
        }
        service.server(1, service.well());
        int before = service.attempts(1);

        service.callFor(Duration.ofSeconds(2), PAUSE);

        assertThat(service.attempts(1) - before).isGreaterThan(60);
    }
}
