package dev.operable.discovery;

import static dev.operable.discovery.Within.throughout;
import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.Fault;
import dev.operable.devkit.FaultyAgent;
import dev.operable.devkit.WithConsul;
import dev.operable.devkit.WithConsul.Kind;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A registration and a watch of it, while the agent does wrong what it can do wrong. */
@WithConsul(Kind.EMBEDDED)
class AgentFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Consul consul;
    private Registered registered;
    private Instances hits;

    @BeforeEach
    void start(FaultyAgent agent) {
        agent.restartEmpty();
        consul = Consul.connect(ConsulSettings.at(agent.address()), Fast.PACE, registry);
        registered = consul.register(registration("1"));
        hits = consul.discovery().instances("hits");
        within(LONG, "it is seen", () -> sees("1") && registered.registered());
    }

    @AfterEach
    void stop() {
        consul.close();
    }

    private static Registration registration(String version) {
        return Registration.of("hits", "127.0.0.1", 8080)
                .meta("version", version)
                .check(ServiceCheck.ttl(() -> new Heartbeat(Heartbeat.Status.PASSING, "well")))
                .build();
    }

    private boolean sees(String version) {
        InstanceSet now = hits.current();
        return now.instances().size() == 1 && now.instances().get(0).meta().equals(Map.of("version", version));
    }

    static Stream<Arguments> faultsThatShow() {
        return Stream.of(
                Arguments.of("no leader", Fault.answering(500, "No cluster leader"), "500"),
                Arguments.of("no permission", Fault.answering(403, "Permission denied"), "service:read"),
                Arguments.of("too many", Fault.answering(429, "rate limit"), "429"),
                Arguments.of("away", Fault.answering(503, "unavailable"), "503"),
                Arguments.of("not Consul", Fault.answering(200, "<html>"), "cannot be read"),
                Arguments.of("huge", Fault.huge(17 << 20), "more than 16777216 bytes"),
                Arguments.of("hanging", Fault.hanging(), "did not answer"));
    }

    /** What is known stays, the trouble is named, and all is well soon after it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsThatShow")
    void theCallerKeepsWhatItKnowsAndTheTroubleShows(String name, Fault fault, String told, FaultyAgent agent) {
        agent.play(fault);
        within(LONG, "the problem shows", () -> registered.problem().orElse("").contains(told));
        throughout(Duration.ofMillis(300), "the instance stays", () -> sees("1"));
        agent.play(Fault.none());
        within(LONG, "it is in place again", registered::registered);
        assertThat(registered.problem()).isEmpty();
        assertThat(sees("1")).isTrue();
        renew();
    }

    /** The watch goes on, too: it sees what changes. */
    private void renew() {
        registered.deregister();
        registered = consul.register(registration("2"));
        within(LONG, "the change is seen", () -> sees("2"));
    }

    @Test
    void anAgentThatIsSlowCostsNoCallerAnything(FaultyAgent agent) {
        agent.play(Fault.slow(Duration.ofSeconds(5)));
        long start = System.nanoTime();
        assertThat(sees("1")).isTrue();
        assertThat(consul.discovery().instances("others").current().instances()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        agent.play(Fault.slow(Duration.ofMillis(700)));
        renew();
        throughout(Duration.ofSeconds(1), "it is seen", () -> sees("2"));
    }

    @Test
    void anAgentThatFlapsTakesNothingAwayForGood(FaultyAgent agent) {
        agent.play(Fault.flapping());
        throughout(Duration.ofSeconds(2), "it stays", () -> sees("1"));
        agent.play(Fault.none());
        within(LONG, "it is in place", registered::registered);
        renew();
    }

    /** Without the pace of answers each reset asks again at once: 255 times in 2 s on a busy machine. */
    @Test
    void anIndexThatFallsWithEachAnswerIsBegunAnewAtAPace(FaultyAgent agent) {
        agent.play(Fault.indexBackwards());
        renew();
        within(LONG, "it begins anew", () -> resets() >= 1);
        throughout(Duration.ofSeconds(2), "it is seen", () -> sees("2"));
        assertThat(resets()).isLessThan(20);
    }

    private double resets() {
        return registry.get("ops.discovery.index.resets")
                .tag("peer", "hits")
                .counter()
                .count();
    }

    @Test
    void anAgentThatForgetsEverythingIsToldAgainAndNobodyMissesTheInstance(FaultyAgent agent) {
        long version = hits.current().version();
        agent.restartEmpty();
        within(LONG, "it was repaired", () -> !registry.find("ops.consul.repairs")
                .counters()
                .isEmpty());
        within(LONG, "it is in place again", registered::registered);
        assertThat(sees("1")).isTrue();
        assertThat(hits.current().version()).isEqualTo(version);
    }
}
