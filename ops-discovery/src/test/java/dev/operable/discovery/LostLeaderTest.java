package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.ConfigValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers on the loopback interface, which lose their leader. */
class LostLeaderTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<ConsulProcess> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(ConsulProcess::close);
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
        int lost = 0;
        while (!leader.contains(":" + servers.get(lost).ports[3] + "\"")) {
            lost++;
        }
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

    private static String threads(ConsulSource source) {
        ConfigValue value = source.values().get("THREADS");
        return value == null ? "" : value.text();
    }
}
