package dev.operable.discovery;

import static dev.operable.discovery.Within.throughout;
import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.ConfigValue;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import dev.operable.health.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Three servers on the loopback interface, which lose their leader. */
class LostLeaderTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** With the servers' logs, for whoever looks why one did not answer. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final List<ConsulProcess> servers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (ConsulProcess server : servers) {
            server.close();
        }
    }

    private void start() throws IOException {
        for (int i = 0; i < 3; i++) {
            ConsulProcess server = new ConsulProcess(
                    folder.resolve("server-" + i),
                    false,
                    """
                    server = true
                    bootstrap_expect = 3
                    data_dir = "data"
                    node_name = "server-%d"
                    performance { raft_multiplier = 1 }
                    """.formatted(i),
                    servers.isEmpty() ? "-log-level=warn" : "-retry-join=127.0.0.1:" + servers.get(0).ports[1]);
            servers.add(server);
            server.start();
        }
        within(LONG, "they have a leader", () -> leader() != null && !leader().equals("\"\""));
    }

    private String leader() {
        return answer(servers.get(servers.size() - 1), "/v1/status/leader");
    }

    private static String answer(ConsulProcess server, String target) {
        try {
            return new Operator(server.http()).get(target);
        } catch (IOException e) {
            return "\"\"";
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLeaseAndTheSettingsOutliveTheLossOfTheLeader() throws Exception {
        start();
        String leader = leader();
        int lost = leading(leader);
        ConsulProcess follower = servers.get((lost + 1) % 3);
        Operator operator = new Operator(follower.http());
        operator.put("config/hits/THREADS", "3");
        ConsulSettings settings = ConsulSettings.at(follower.http());
        try (ConsulSource source = ConsulSource.of(settings, "hits", true, Pace.USUAL, Optional.empty());
                Consul consul = Consul.connect(settings, new SimpleMeterRegistry())) {
            assertThat(threads(source)).isEqualTo("3");
            Lease lease = consul.leases(LeaseSettings.defaults()).acquire("hits/cleanup");
            servers.get(lost).kill();
            within(
                    LONG,
                    "they have another leader",
                    () -> !answer(follower, "/v1/status/leader").equals(leader)
                            && !answer(follower, "/v1/status/leader").equals("\"\""));
            operator.put("config/hits/THREADS", "5");
            within(LONG, "the settings are followed", () -> threads(source).equals("5"));
            within(LONG, "all is well", () -> source.incomplete().isEmpty());
            // Sessions begin their time anew with a new leader.
            assertThat(lease.isHeld()).isTrue();
            lease.close();
            assertThat(consul.leases(LeaseSettings.defaults()).acquire("hits/cleanup", LONG))
                    .isPresent();
        }
    }

    private int leading(String leader) {
        int index = 0;
        while (!leader.contains(":" + servers.get(index).ports[3] + "\"")) {
            index++;
        }
        return index;
    }

    /**
     * Of three servers the leader and another are gone, so that nobody leads until they are back. Seen to fail when instances
     * were asked for without {@code ?stale}: who began to look then found none.
     */
    @Test
    void withoutALeaderInstancesAndRegistrationStayAndTheSelfCheckIsDegradedAndSaysSo() throws Exception {
        start();
        int lost = leading(leader());
        List<ConsulProcess> gone = List.of(servers.get(lost), servers.get((lost + 1) % 3));
        ConsulProcess left = servers.get((lost + 2) % 3);
        ConsulSettings settings = ConsulSettings.at(left.http());
        try (Consul provider = Consul.connect(settings, new SimpleMeterRegistry());
                Consul caller = Consul.connect(settings, new SimpleMeterRegistry());
                Consul later = Consul.connect(settings, new SimpleMeterRegistry());
                SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            // As the starters do it.
            checks.register("consul", Criticality.DEGRADES, Probe.READY, () -> provider.problem()
                    .or(caller::problem)
                    .or(later::problem)
                    .map(CheckResult::degraded)
                    .orElseGet(CheckResult::pass));
            checks.ready(true);
            Registered first = provider.register(hits("hits-1"));
            Instances hits = caller.discovery().instances("hits");
            within(LONG, "it is seen", () -> size(hits) == 1 && first.registered());

            gone.forEach(ConsulProcess::kill);
            within(LONG, "nobody leads", () -> answer(left, "/v1/status/leader").equals("\"\""));
            assertThat(later.discovery()
                            .instances("hits")
                            .await(Duration.ofSeconds(20))
                            .instances())
                    .hasSize(1);
            within(LONG, "the self-check says so", () -> status(checks) == Verdict.Status.DEGRADED);
            // One that has a nearer trouble, such as an answer that is late, tells that.
            within(
                    LONG,
                    "each has a problem, and one says which",
                    () -> Stream.of(provider, caller, later)
                                    .allMatch(each -> each.problem().isPresent())
                            && Stream.of(provider, caller, later).anyMatch(LostLeaderTest::missesTheLeader));
            throughout(
                    Duration.ofSeconds(3),
                    "all stays",
                    () -> size(hits) == 1 && first.registered() && status(checks) != Verdict.Status.DOWN);
            for (ConsulProcess server : gone) {
                server.start();
            }
            provider.register(hits("hits-2"));
            within(LONG, "what is new is seen", () -> size(hits) == 2);
            within(LONG, "all is well", () -> status(checks) == Verdict.Status.UP && first.registered());
        }
    }

    private static boolean missesTheLeader(Consul consul) {
        return consul.problem().orElse("").startsWith("Consul's servers have no leader");
    }

    private static Registration hits(String id) {
        return Registration.of("hits", "127.0.0.1", 80)
                .id(id)
                .check(ServiceCheck.ttl(() -> new Heartbeat(Heartbeat.Status.PASSING, "well")))
                .build();
    }

    private static int size(Instances instances) {
        return instances.current().instances().size();
    }

    private static Verdict.Status status(SelfChecks checks) {
        return checks.verdict(Probe.READY).status();
    }

    private static String threads(ConsulSource source) {
        ConfigValue value = source.values().get("THREADS");
        return value == null ? "" : value.text();
    }
}
