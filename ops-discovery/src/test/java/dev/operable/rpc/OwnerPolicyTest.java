package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.rpc.RpcOptions.OwnerPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What callers make of the policy that a service publishes. */
class OwnerPolicyTest {
    private static Map<String, String> says(String policy) {
        return Map.of("ops-rpc", policy);
    }

    private static PlayedService called(UnaryOperator<RpcOptionsBuilder> options, String policy) {
        PlayedService service =
                new PlayedService(options.apply(RpcOptions.builder()).build(), 7);
        service.instances.saying(says(policy)).set(1, 2, 3);
        return service;
    }

    private static int attempts(PlayedService service) {
        return service.attempts(1) + service.attempts(2) + service.attempts(3);
    }

    private static void allAnswer503(PlayedService service) {
        for (int port = 1; port <= 3; port++) {
            service.server(port, service.status(503));
        }
    }

    private static RpcException fails(RpcRequest request) {
        RpcException failure = catchThrowableOfType(RpcException.class, request::send);
        assertThat(failure).isNotNull();
        return failure;
    }

    /** Three attempts is what a caller makes by itself. */
    @ParameterizedTest
    @CsvSource({"retries=0, 1", "retries=1, 2", "retries=2, 3", "retries=9, 3", "deadline=2s, 3"})
    void aServiceMayLowerTheRetriesAndNotRaiseThem(String policy, int attempts) {
        PlayedService service = called(options -> options, policy);
        allAnswer503(service);

        fails(service.client().get("/"));

        assertThat(attempts(service)).isEqualTo(attempts);
    }

    @Test
    void whatTheCallerHasDecidedStays() {
        PlayedService builder = called(options -> options.retries(2), "retries=0");
        PlayedService kept = called(options -> options.keep("retries"), "retries=0");
        PlayedService ignoring = called(options -> options.ownerPolicy(OwnerPolicy.IGNORE), "retries=0");
        PlayedService request = called(options -> options, "retries=0");
        for (PlayedService service : new PlayedService[] {builder, kept, ignoring}) {
            allAnswer503(service);
            fails(service.client().get("/"));
            assertThat(attempts(service)).isEqualTo(3);
        }
        allAnswer503(request);
        fails(request.client().get("/").retries(1));
        assertThat(attempts(request)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 3000",
        "deadline=2s, 2000",
        "deadline=7s, 7000",
        "deadline=1h, 10000",
        "deadline=1ms, 50",
        "attemptTimeout=200ms, 3000"
    })
    void theTimeOfACallIsTheOwnersWithinTheCallersBounds(String policy, long millis) {
        PlayedService service = called(options -> options, policy);
        service.client().get("/").send(); // discovery is known from here on
        assertThat(service.client().followed().deadline()).hasMillis(millis);
    }

    @Test
    void anAttemptTakesNoLongerThanTheOwnerSays() {
        PlayedService service = called(options -> options.keep("deadline"), "attemptTimeout=200ms");
        service.server(1, service.failing(Failure.TIMEOUT));
        service.server(2, service.failing(Failure.TIMEOUT));
        service.server(3, service.failing(Failure.TIMEOUT));
        long start = service.time.nanos();

        RpcException failure = fails(service.client().get("/"));

        assertThat(failure.attempts()).hasSize(3).allSatisfy(attempt -> assertThat(attempt.took())
                .isEqualTo(Duration.ofMillis(200)));
        assertThat(Duration.ofNanos(service.time.nanos() - start)).isEqualTo(Duration.ofMillis(600));
    }

    /** Each of the two without the other keeps to the caller's. */
    @Test
    void gentlerFollowsNoTimeAndBelievesNobodyThatARequestMayBeSentTwice() {
        PlayedService service = called(
                options -> options.ownerPolicy(OwnerPolicy.GENTLER),
                "deadline=7s retries=1 repeatable=POST:/hits once=/x");
        allAnswer503(service);
        service.time.pass(Duration.ofMinutes(1));

        fails(service.client().post("/hits"));
        assertThat(attempts(service)).isEqualTo(1);
        fails(service.client().get("/x"));
        assertThat(attempts(service)).isEqualTo(2);
        fails(service.client().get("/y"));
        assertThat(attempts(service)).isEqualTo(4);
        assertThat(service.client().followed().deadline()).hasSeconds(3);
    }

    @Test
    void whatMustBeSentOnceIsSentOnceWhateverItsMethodOrKey() {
        PlayedService service = called(options -> options, "once=GET:/export/{kind}");
        allAnswer503(service);

        assertThat(fails(service.client().get("/export/{k}", "csv")))
                .hasMessageContaining("hits says that this request must be sent once");
        fails(service.client().method("GET", "/export/csv").idempotencyKey("k").hedge(true));
        assertThat(attempts(service)).isEqualTo(2);

        fails(service.client().get("/export"));
        assertThat(attempts(service)).as("another path").isEqualTo(5);
    }

    @Test
    void aPostThatMayBeSentTwiceIsTriedElsewhere() {
        PlayedService service = called(options -> options, "repeatable=POST:/links/{id}/hits");
        allAnswer503(service);

        fails(service.client().post("/links/{id}/hits", 7));
        assertThat(attempts(service)).isEqualTo(3);
        fails(service.client().post("/links"));
        assertThat(attempts(service)).as("another path").isEqualTo(4);
    }

    @Test
    void theBudgetIsTheOwnersIfItIsLower() {
        PlayedService usual = called(options -> options, "");
        PlayedService lower = called(options -> options, "retryPercent=0 retriesPerSecond=0");
        for (PlayedService service : new PlayedService[] {usual, lower}) {
            allAnswer503(service);
            service.callFor(Duration.ofSeconds(1), Duration.ofMillis(99));
        }
        assertThat(usual.meters.get("rpc.client.retries").functionCounter().count())
                .isPositive();
        assertThat(lower.meters.get("rpc.client.retries").functionCounter().count())
                .isZero();
    }

    @Test
    void aLimitOfTheOwnersHoldsAndEndsWithIt() throws Exception {
        PlayedService service = called(options -> options, "attemptsAtOnce=3 ratePerSecond=1");
        assertThat(service.client().check().run().data()).containsEntry("attemptLimit", 9);

        service.client().get("/").send();
        assertThat(fails(service.client().get("/").deadline(Duration.ofMillis(1))))
                .hasMessageContaining("No more than 1 attempts a second may go to hits.");
        assertThat(service.client().check().run().data())
                .containsEntry("ratePerSecond", 1)
                .containsEntry("rateRejected", 1L)
                .containsEntry("rateQueued", 0);
        assertThat(service.meters
                        .get("rpc.client.rate")
                        .tag("peer", "hits")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(service.meters
                        .get("rpc.client.rejected")
                        .tag("of", "rate")
                        .counter()
                        .count())
                .isEqualTo(1);

        service.instances.saying(Map.of()).set(1, 2, 3);
        for (int i = 0; i < 100; i++) {
            service.client().get("/").deadline(Duration.ofMillis(10)).send();
        }
        assertThat(service.client().check().run().data()).containsEntry("ratePerSecond", 0);
    }

    /** As during a deploy. The order of the instances does not matter. */
    @Test
    void whereInstancesDifferNobodyIsCalledInAWayThatDoesNotSuitIt() throws Exception {
        PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
        String one = "deadline=5s attemptTimeout=2s retries=1 repeatable=/both repeatable=/one ratePerSecond=7";
        String other = "deadline=1s retries=2 once=/other repeatable=/both";
        for (boolean first : new boolean[] {true, false}) {
            service.instances.setSaying(Map.of(1, says(first ? one : other), 2, says(first ? other : one)));
            Followed now = service.client().followed();
            assertThat(now.deadline()).hasSeconds(5);
            assertThat(Duration.ofNanos(now.attemptNanos())).hasSeconds(2);
            assertThat(now.retries()).isEqualTo(1);
            assertThat(now.ratePerSecond()).isEqualTo(7);
            assertThat(service.client().check().run().data())
                    .containsEntry(
                            "ownerPolicy",
                            "deadline=5s attemptTimeout=2s retries=1 ratePerSecond=7 once=/other repeatable=/both")
                    .containsEntry("ownerPolicyDiffers", true);
        }

        // One that says nothing is called as callers call: 3 s in all, and a POST once.
        service.instances.setSaying(Map.of(1, says("deadline=1s repeatable=/both"), 2, Map.of()));
        assertThat(service.client().check().run().data()).doesNotContainKey("ownerPolicy");
        service.instances.setSaying(Map.of(1, says("deadline=1s repeatable=/both"), 2, says("deadline=1s")));
        assertThat(service.client().check().run().data()).containsEntry("ownerPolicy", "deadline=1s");

        service.instances.setSaying(Map.of());
        assertThat(service.client().followed().deadline())
                .as("nobody is there to say anything else")
                .hasSeconds(1);
    }

    @Test
    void whatCannotBeUsedIsToldOnceAndTheRestIsFollowed() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.operable.rpc");
        logger.addAppender(log);
        try {
            PlayedService service = called(options -> options, "retries=1 deadline=soon\u0000 until=late");
            service.client().get("/").send();
            service.instances.set(1, 2, 3, 4);
            service.client().get("/").send();

            assertThat(service.client().followed().retries()).isEqualTo(1);
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "The policy that hits publishes at 127.0.0.1:1 says \"deadline=soon?\", which is left out:"
                                    + " it is not a duration. Write it as 500ms or 2s.",
                            "The policy that hits publishes at 127.0.0.1:1 says \"until=late\", which is left out: it"
                                + " is not known. Known are deadline, attemptTimeout, retries, retryPercent,"
                                + " retriesPerSecond, attemptsAtOnce, ratePerSecond, once and repeatable, each with ="
                                + " and its value.");
        } finally {
            logger.detachAppender(log);
        }
    }

    /** Whoever may write to a catalog would otherwise fill the log with as many words as it has room for. */
    @Test
    void howMuchIsToldOfACatalogIsBounded() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.operable.rpc");
        logger.addAppender(log);
        try {
            PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
            for (int i = 0; i < 300; i++) {
                service.instances.saying(says("word" + i + "x".repeat(400))).set(1);
                assertThat(service.client().followed().retries()).isEqualTo(2);
            }
            assertThat(log.list).hasSize(100);
            assertThat(log.list)
                    .allSatisfy(event -> assertThat(event.getFormattedMessage()).hasSizeLessThan(500));
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void itIsReadWhenTheInstancesChangeAndNotWhenSomebodyCalls() {
        PlayedService service = called(options -> options, "retries=1");
        Followed first = service.client().followed();
        service.callFor(Duration.ofSeconds(1), Duration.ofMillis(10));
        assertThat(service.client().followed()).isSameAs(first);

        service.instances.saying(says("retries=0")).set(1, 2, 3);
        assertThat(service.client().followed().retries()).isZero();
    }

    @Test
    void boundsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> RpcOptions.builder()
                        .ownerAtLeast(Duration.ofSeconds(20))
                        .build())
                .hasMessageContaining("must be at least ownerAtLeast (20s), but is \"10s\"");
        assertThatThrownBy(() -> RpcOptions.builder().keep("queue").build())
                .hasMessageContaining("\"queue\", which is not one of deadline,");
    }
}
