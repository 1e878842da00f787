package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.core.admin.CallFaults;
import dev.operable.health.CheckResult;
import dev.operable.rpc.RpcException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class InjectedFaultsTest {
    private static final Duration PAUSE = Duration.ofMillis(9);

    private final PlayedService service = new PlayedService(RpcOptions.defaults(), 7);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        service.instances.set(1, 2);
        logged.start();
        logger("dev.operable.rpc").addAppender(logged);
        logger("ops.audit").addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger("dev.operable.rpc").detachAppender(logged);
        logger("ops.audit").detachAppender(logged);
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    private RpcException failure() {
        RpcException failure = catchThrowableOfType(
                RpcException.class, () -> service.client().get("/").send());
        assertThat(failure).isNotNull();
        return failure;
    }

    private double met(String kind) {
        return service.meters
                .get("rpc.client.faults")
                .tag("kind", kind)
                .counter()
                .count();
    }

    @Test
    void aStatusIsAnsweredWithoutAskingAnyServerUntilItIsEnded() {
        try (RpcFaults.Injected injected = service.faults.inject("hits", RpcFault.status(503), "ada")) {
            assertThat(failure().status()).hasValue(503);
            assertThat(service.attempts(1) + service.attempts(2)).isZero();
            assertThat(met("status")).isEqualTo(3);
            assertThat(service.faults.active()).containsExactly(injected);
        }

        service.client().get("/").send();
        assertThat(service.faults.active()).isEmpty();
    }

    /** It stayed on, without a handle that ends it. */
    @Test
    @SuppressWarnings("NullAway")
    void aFaultOfNobodyDoesNotBegin() {
        assertThatThrownBy(() -> service.faults.inject("hits", RpcFault.status(503), null))
                .isInstanceOf(NullPointerException.class);
        assertThat(service.faults.active()).isEmpty();
    }

    @Test
    void anAbortIsAConnectionThatBroke() {
        service.faults.inject("hits", RpcFault.aborted(), "ada");

        assertThat(failure().kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure().attempts()).extracting(Attempt::outcome).contains("connection broke");
    }

    @Test
    void aFaultOfOneInstanceCostsNoCall() {
        service.faults.inject("hits", RpcFault.aborted().at("127.0.0.1:1").lasting(Duration.ofMinutes(5)), "ada");

        assertThat(service.callFor(Duration.ofMinutes(2), PAUSE)).isZero();
        assertThat(service.attempts(1)).isZero();
        assertThat(service.ejected()).isEqualTo(1);
    }

    @Test
    void latencyIsAddedAndEndsWithTheAttempt() {
        RpcFaults.Injected later = service.faults.inject("hits", RpcFault.latency(Duration.ofMillis(300)), "ada");
        long start = service.time.nanos();
        service.client().get("/").send();
        assertThat(Duration.ofNanos(service.time.nanos() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofMillis(320));
        later.close();

        service.faults.inject("hits", RpcFault.latency(Duration.ofSeconds(10)), "ada");
        start = service.time.nanos();
        assertThat(failure().attempts()).extracting(Attempt::outcome).containsExactly("timeout", "timeout", "deadline");
        assertThat(Duration.ofNanos(service.time.nanos() - start)).isLessThan(Duration.ofMillis(3100));
    }

    @Test
    void onlyItsShareOfTheAttemptsMeetsAFault() {
        PlayedService alone =
                new PlayedService(RpcOptions.builder().retries(0).ejectAfter(0).build(), 7);
        alone.instances.set(1);
        alone.faults.inject("hits", RpcFault.status(503).share(0.2), "ada");

        int failed = alone.callFor(Duration.ofSeconds(10), PAUSE);

        assertThat(failed).isBetween(150, 250);
    }

    @Test
    void itEndsByItself() {
        service.faults.inject("hits", RpcFault.status(503).lasting(Duration.ofMinutes(1)), "ada");
        service.time.pass(Duration.ofSeconds(61));

        service.client().get("/").send();
        service.faults.expire();
        assertThat(service.faults.active()).isEmpty();
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("An injected fault of calls to hits has ended"));
    }

    @Test
    void otherServicesMeetNone() {
        service.faults.inject("mail", RpcFault.status(503), "ada");

        service.client().get("/").send();
    }

    @Test
    void itShowsInTheLogTheAuditAndTheSelfCheckWhileItIsOn() throws Exception {
        service.faults.inject("hits", RpcFault.status(503).share(0.5).at("hits-1"), "ada at 10.0.0.1");

        CheckResult checked = service.client().check().run();

        assertThat(checked.data().get("injectedFaults"))
                .asString()
                .startsWith("status 503 for 50.00 % of the attempts at hits-1 until ")
                .endsWith(" by ada at 10.0.0.1");
        assertThat(logged.list)
                .filteredOn(event -> event.getLoggerName().equals("dev.operable.rpc"))
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .startsWith("Calls to hits meet an injected fault: status 503");
        assertThat(logged.list)
                .filteredOn(event -> event.getLoggerName().equals("ops.audit"))
                .singleElement()
                .satisfies(event -> assertThat(event.getKeyValuePairs().toString())
                        .contains("ada at 10.0.0.1", "fault of calls to hits"));
        service.faults.end("hits", "bob");
        assertThat(service.client().check().run().data()).doesNotContainKey("injectedFaults");
    }

    @Test
    void whatTheAdminEndpointAsksForIsInjected() {
        service.faults.begin(
                new CallFaults.Wanted(
                        "hits", Optional.empty(), OptionalInt.of(502), false, 1, Optional.empty(), Optional.empty()),
                "ada");

        assertThat(failure().status()).hasValue(502);
        assertThat(service.faults.on()).singleElement().satisfies(fields -> assertThat(fields)
                .containsEntry("service", "hits")
                .containsEntry("fault", "status 502")
                .containsEntry("changedBy", "ada")
                .containsKey("until"));
        assertThatThrownBy(() -> service.faults.begin(
                        new CallFaults.Wanted(
                                "hi\nts",
                                Optional.empty(),
                                OptionalInt.of(502),
                                false,
                                1,
                                Optional.empty(),
                                Optional.empty()),
                        "ada"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsNoFault() {
        for (Runnable wrong : List.<Runnable>of(
                () -> RpcFault.status(200),
                () -> RpcFault.latency(Duration.ZERO),
                () -> RpcFault.latency(Duration.ofMillis(-1)),
                () -> RpcFault.aborted().share(0),
                () -> RpcFault.aborted().share(1.5),
                () -> RpcFault.aborted().lasting(Duration.ofDays(2)))) {
            assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> RpcFault.status(200)).hasMessage("status must be from 400 to 599, but is \"200\"");
    }
}
