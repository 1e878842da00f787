package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.FakeConsul.Reply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaderTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Reply LED = Reply.of(200, "\"10.0.0.1:8300\"");
    private static final Reply NONE = Reply.of(200, "\"\"");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ConsulTransport transport = new ConsulTransport();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger missing = new AtomicInteger();
    private volatile Reply reply = LED;
    private FakeConsul agent;
    private Leader leader;

    @BeforeEach
    void start() throws IOException {
        agent = new FakeConsul(request -> Reply.of(404, ""));
        agent.leader(() -> {
            asked.incrementAndGet();
            return missing.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? NONE : reply;
        });
        ConsulHttp http = new ConsulHttp(ConsulSettings.at(agent.uri()), transport);
        leader = new Leader(http, Duration.ofMillis(100), Fast.PACE, registry);
    }

    @AfterEach
    void stop() {
        leader.close();
        transport.close();
        agent.close();
    }

    private double state() {
        return registry.get("ops.consul.leader").gauge().value();
    }

    @Test
    void thatThereIsNoneIsToldOnceAndThatThereIsOneAgain() {
        try (Logged logged = new Logged()) {
            leader.start();
            leader.start();
            assertThat(leader.problem()).isEmpty();
            within(SOON, "there is one", () -> state() == 1);
            reply = NONE;
            within(SOON, "there is none", () -> state() == 0);
            assertThat(leader.problem().orElse(""))
                    .startsWith("Consul's servers have no leader: registrations, leases and changes of settings wait,")
                    .endsWith("instances are as of 0s ago.");
            int then = asked.get();
            within(SOON, "it is asked again", () -> asked.get() > then + 5);
            reply = LED;
            within(SOON, "there is one again", () -> state() == 1);
            assertThat(leader.problem()).isEmpty();
            assertThat(logged.warnings()).hasSize(1);
        }
    }

    @Test
    void anAgentThatDoesNotSayIsNoServerWithoutALeader() {
        reply = NONE;
        leader.start();
        within(SOON, "there is none", () -> state() == 0);
        reply = Reply.of(500, "No known Consul servers");
        within(SOON, "nobody knows", () -> Double.isNaN(state()));
        assertThat(leader.problem()).isEmpty();
    }

    /** Seen to fail when the first answer without a leader counted. */
    @Test
    void anElectionIsNobodysConcern() {
        try (Logged logged = new Logged()) {
            leader.start();
            within(SOON, "there is one", () -> state() == 1);
            missing.set(1);
            int then = asked.get();
            within(SOON, "it is missed once and asked again", () -> asked.get() > then + 3);
            assertThat(missing).hasValue(0);
            assertThat(logged.warnings()).isEmpty();
        }
    }
}
