package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More names than a real agent lets one machine have connections: it hangs up on the 201st. */
@WithConsul(WithConsul.Kind.REAL)
class ManyNamesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int NAMES = 230;
    private static final int OTHERS = 120;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private Operator operator;

    @BeforeEach
    void start(ConsulAgent agent) throws Exception {
        // The connections of the test before may still be counted.
        agent.restartEmpty();
        operator = new Operator(agent.address());
        // Whose connection stays, also when there are no more.
        operator.get("/v1/status/leader");
    }

    private static List<Instances> watch(Consul consul, String prefix) {
        return IntStream.range(0, NAMES)
                .mapToObj(i -> consul.discovery().instances(prefix + i))
                .toList();
    }

    private void appear(Instances name) {
        try {
            operator.send(
                    "PUT", "/v1/catalog/register", """
                        {"Node": "elsewhere", "Address": "10.0.0.1", "SkipNodeUpdate": true,
                         "Service": {"Service": "%s", "Address": "10.0.0.1", "Port": 80}}
                        """.formatted(name.service()).getBytes(StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void allAreSeen(List<Instances> names) {
        names.forEach(this::appear);
        within(LONG, "all are seen", () -> seen(names));
    }

    private double errors() {
        return registry.find("ops.consul.errors").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** The ablation is the test below: without the bound the agent hangs up on whoever comes last, be it a heartbeat. */
    @Test
    void namesBeyondTheConnectionsAreAskedAboutInTurnAndNothingFails(ConsulAgent agent) throws Exception {
        try (Logged logged = new Logged();
                Consul consul = Consul.connect(ConsulSettings.at(agent.address()), registry)) {
            List<Instances> names = watch(consul, "first-");
            within(LONG, "all are answered", () -> names.stream()
                    .allMatch(name -> name.current().version() > 0));
            Registered me = consul.register(Registration.of("hits", "127.0.0.1", 80)
                    .check(ServiceCheck.ttl(() -> new Heartbeat(Heartbeat.Status.PASSING, "well")))
                    .build());
            within(LONG, "there is a connection for the registration", me::registered);
            allAreSeen(names.subList(NAMES - 60, NAMES));
            assertThat(errors()).isZero();
            assertThat(logged.warnings())
                    .containsExactly("More services are watched than the 190 connections to Consul are enough for; the"
                            + " others are asked about every 5s. Raise limits.http_max_conns_per_client in Consul, and"
                            + " OPS_CONSUL_CONNECTIONS with it.");
        }
    }

    /** Seen to fail when each question stayed open for a minute: what was turned away had to wait for that. */
    @Test
    void whenOthersHaveTheConnectionsTheNamesThatWereTurnedAwayAreSeenAllTheSame(ConsulAgent agent) throws Exception {
        List<Socket> others = new ArrayList<>();
        try (Consul consul = Consul.connect(ConsulSettings.at(agent.address()), registry)) {
            for (int i = 0; i < OTHERS; i++) {
                others.add(new Socket(agent.address().getHost(), agent.address().getPort()));
            }
            List<Instances> names = watch(consul, "third-");
            within(LONG, "some are turned away", () -> errors() > 0);
            names.forEach(this::appear);
            // Turned away for 4 s, then asked about in turn every 5 s; three times that.
            within(Duration.ofSeconds(30), "all are seen", () -> seen(names));
        } finally {
            for (Socket other : others) {
                other.close();
            }
        }
    }

    private static boolean seen(List<Instances> names) {
        return names.stream().allMatch(name -> name.current().instances().size() == 1);
    }

    @Test
    void whoeverIsTurnedAwaySaysWhatToRaise(ConsulAgent agent) throws Exception {
        ConsulSettings settings = ConsulSettings.at(agent.address()).withConnections(10_000);
        try (Logged logged = new Logged();
                Consul consul = Consul.connect(settings, registry)) {
            assertThat(watch(consul, "second-")).hasSize(NAMES);
            within(
                    LONG,
                    "some are turned away",
                    () -> registry.find("ops.consul.errors")
                                    .tag("kind", "crowded")
                                    .counters()
                                    .size()
                            == 1);
            within(LONG, "it is said", () -> logged.warnings().stream()
                    .anyMatch(line -> line.contains("this machine has as many as it lets one client have. Raise"
                            + " limits.http_max_conns_per_client, 200 by default, in Consul.")));
        }
    }
}
