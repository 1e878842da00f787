package dev.operable.discovery;

import static dev.operable.discovery.Within.throughout;
import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.FakeConsul.Reply;
import dev.operable.discovery.FakeConsul.Request;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a catalog may make a caller believe, and what a caller remembers of it. */
class WatchCatalogTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Reply AWAY = Reply.of(500, "No cluster leader");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong index = new AtomicLong();
    private final Object lock = new Object();
    private Reply now = AWAY; // guarded by lock

    @TempDir
    private Path folder;

    @AutoClose
    private final FakeConsul agent = new FakeConsul(this::answer);

    private Reply answer(Request request) throws InterruptedException {
        long asked = Long.parseLong(request.parameter("index"));
        synchronized (lock) {
            Reply before = now;
            // As Consul does it: an answer when there is something new.
            while (asked > 0 && asked == index.get() && before.equals(now) && before.status() == 200) {
                lock.wait();
            }
            return now;
        }
    }

    private void say(String... instances) {
        long next = index.incrementAndGet();
        say(new Reply(200, "[" + String.join(",", instances) + "]", Optional.of(Long.toString(next))));
    }

    private void say(Reply reply) {
        synchronized (lock) {
            now = reply;
            lock.notifyAll();
        }
    }

    private static String at(String host, int port) {
        return at(host, port, "10.0.0.1");
    }

    private static String at(String host, int port, String node) {
        return """
            {"Node": {"Node": "n", "Address": "%3$s", "Datacenter": "dc1"},
             "Service": {"ID": "hits-%1$s", "Service": "hits", "Tags": ["t"], "Address": "%1$s", "Port": %2$d,
               "Meta": {"version": "7", "zone": "b", "scheme": "file", "path": "/x", "protocol": "gopher"},
               "Weights": {"Passing": 10, "Warning": 1}}, "Checks": []}
            """.formatted(host, port, node);
    }

    private Consul consul() {
        return Consul.connect(ConsulSettings.at(agent.uri()), Fast.PACE, registry, folder, "production");
    }

    private static List<String> addresses(Instances instances) {
        return instances.current().instances().stream()
                .map(ServiceInstance::address)
                .sorted()
                .toList();
    }

    /** Without the rules all of them would be called: the ablation is a rule that refuses nothing. */
    @Test
    void whatMayNotBeCalledIsLeftOutCountedAndLoggedOnce() throws Exception {
        say(
                at("10.0.0.7", 80),
                at("169.254.169.254", 80),
                at("127.0.0.1", 22),
                at("localhost", 22),
                at("hits/../x", 80),
                at("10.0.0.8", 70000),
                at("224.0.0.1", 80),
                at("127.0.0.1", 81, "127.0.0.1"));
        try (Logged logged = new Logged();
                Consul consul = consul()) {
            Instances hits = consul.discovery().instances("hits");
            hits.await(SOON);
            assertThat(addresses(hits)).containsExactly("10.0.0.7:80", "127.0.0.1:81");
            assertThat(registry.get("ops.discovery.refused").counter().count()).isEqualTo(6);
            say(at("10.0.0.9", 80), at("169.254.169.254", 80), at("127.0.0.1", 22));
            within(SOON, "the next answer is taken", () -> addresses(hits).equals(List.of("10.0.0.9:80")));
            assertThat(registry.get("ops.discovery.refused").counter().count()).isEqualTo(6);
            assertThat(logged.warnings())
                    .containsExactly(
                            "Instances of hits are left out: Consul lists hits-169.254.169.254 at 169.254.169.254"
                                    + " port 80, but that is a link-local address, where clouds give out credentials.");
        }
    }

    @Test
    void anInstanceSaysItsWeightVersionAndZoneAndNothingElse() throws Exception {
        say(at("10.0.0.7", 80));
        try (Consul consul = consul()) {
            ServiceInstance one =
                    consul.discovery().instances("hits").await(SOON).instances().get(0);
            assertThat(one.weight()).isEqualTo(10);
            assertThat(one.version()).contains("7");
            assertThat(one.zone()).contains("b");
            assertThat(one.address()).isEqualTo("10.0.0.7:80");
        }
    }

    @Test
    void aStartWithoutConsulUsesWhatWasSeenLastAndSaysSo() throws Exception {
        say(at("10.0.0.7", 80), at("10.0.0.8", 80));
        try (Consul consul = consul()) {
            consul.discovery().instances("hits").await(SOON);
            within(SOON, "it is on disk", () -> Files.exists(folder.resolve("instances-hits.json")));
        }
        say(AWAY);
        try (Logged logged = new Logged();
                Consul consul = consul()) {
            Instances hits = consul.discovery().instances("hits");
            InstanceSet set = hits.await(Duration.ofSeconds(2));
            assertThat(set.source()).isEqualTo("snapshot");
            assertThat(set.version()).isEqualTo(1);
            assertThat(addresses(hits)).containsExactly("10.0.0.7:80", "10.0.0.8:80");
            assertThat(set.instances().get(0).weight()).isEqualTo(10);
            within(SOON, "it is said", () -> logged.warnings().stream()
                    .anyMatch(
                            line -> line.contains("Consul has not answered since the start; the 2 instances of hits")));
            assertThat(consul.problem().orElse("")).contains("No cluster leader");
            say(at("10.0.0.9", 80));
            within(SOON, "the present is seen", () -> addresses(hits).equals(List.of("10.0.0.9:80")));
            assertThat(hits.current().source()).isEqualTo("consul");
            within(SOON, "there is no problem", () -> consul.problem().isEmpty());
        }
    }

    @Test
    void aStartWithAnAgentThatHangsUsesWhatWasSeenLastWithinTwoSeconds() throws Exception {
        say(at("10.0.0.7", 80));
        try (Consul consul = consul()) {
            consul.discovery().instances("hits").await(SOON);
            within(SOON, "it is on disk", () -> Files.exists(folder.resolve("instances-hits.json")));
        }
        try (FakeConsul hanging = hanging(agent.uri().getPort());
                Consul consul = consul()) {
            assertThat(hanging).isNotNull();
            assertThat(consul.discovery()
                            .instances("hits")
                            .await(Duration.ofSeconds(2))
                            .source())
                    .isEqualTo("snapshot");
        }
    }

    private FakeConsul hanging(int port) throws IOException {
        agent.close();
        return new FakeConsul("127.0.0.1", port, request -> {
            new CountDownLatch(1).await();
            return AWAY;
        });
    }

    /** Its address alone would let the instances of one namespace pass for those of another. */
    @Test
    void whatWasSeenInAnotherNamespaceIsNotUsed() throws Exception {
        say(at("10.0.0.7", 80));
        try (Consul consul = consul()) {
            consul.discovery().instances("hits").await(SOON);
            within(SOON, "it is on disk", () -> Files.exists(folder.resolve("instances-hits.json")));
        }
        say(AWAY);
        ConsulSettings elsewhere = new ConsulSettings(
                agent.uri().toString(),
                Optional.empty(),
                false,
                ConsulTls.USUAL,
                Optional.of("other"),
                Optional.empty(),
                ConsulSettings.CheckKind.HTTP,
                Duration.ofMinutes(1),
                190);
        try (Logged logged = new Logged();
                Consul consul = Consul.connect(elsewhere, Fast.PACE, registry, folder, "production")) {
            Instances hits = consul.discovery().instances("hits");
            within(SOON, "it is said", () -> logged.warnings()
                    .contains("The snapshot instances-hits.json is not used: it is of another Consul."));
            assertThat(hits.current().instances()).isEmpty();
        }
    }

    @Test
    void howFarTheServerIsBehindIsAMetricAndThatItKnowsNoLeaderIsNoFailure() throws Exception {
        say(new Reply(200, "[" + at("10.0.0.7", 80) + "]", Optional.of("1")).with("X-Consul-LastContact", "1500"));
        try (Consul consul = consul()) {
            consul.discovery().instances("hits").await(SOON);
            assertThat(registry.get("ops.discovery.lag")
                            .tag("peer", "hits")
                            .gauge()
                            .value())
                    .isEqualTo(1.5);
            assertThat(consul.problem()).isEmpty();
        }
    }

    /** The ablation of the snapshot: the same start without a folder. */
    @Test
    void withoutASnapshotAStartWithoutConsulKnowsNobody() throws Exception {
        try (Consul consul = Consul.connect(ConsulSettings.at(agent.uri()), Fast.PACE, registry)) {
            assertThat(consul.discovery()
                            .instances("hits")
                            .await(Duration.ofSeconds(2))
                            .instances())
                    .isEmpty();
        }
    }

    @Test
    void aPoisonedSnapshotIsHeldToTheSameRules() throws Exception {
        say(at("10.0.0.7", 80));
        try (Consul consul = consul()) {
            consul.discovery().instances("hits").await(SOON);
            within(SOON, "it is on disk", () -> Files.exists(folder.resolve("instances-hits.json")));
        }
        say(AWAY);
        new Snapshots(folder, "production", agent.uri().toString(), Clock.systemUTC())
                .write(
                        "instances",
                        "hits",
                        Map.of(
                                "instances",
                                List.of(Map.of(
                                        "id",
                                        "x",
                                        "host",
                                        "169.254.169.254",
                                        "port",
                                        80,
                                        "tags",
                                        List.of(),
                                        "meta",
                                        Map.of(),
                                        "weight",
                                        1))));
        try (Consul consul = consul()) {
            Instances hits = consul.discovery().instances("hits");
            throughout(Duration.ofMillis(1500), "nobody is known", () -> hits.current()
                    .instances()
                    .isEmpty());
        }
    }

    @Test
    void indexResetsAreCounted() throws Exception {
        say(at("10.0.0.7", 80));
        try (Consul consul = consul()) {
            Instances hits = consul.discovery().instances("hits");
            hits.await(SOON);
            say(AWAY);
            within(
                    SOON,
                    "it begins anew",
                    () -> registry.get("ops.discovery.index.resets")
                                    .tag("peer", "hits")
                                    .counter()
                                    .count()
                            == 1);
        }
        assertThat(registry.find("ops.discovery.index.resets").meters()).isEmpty();
        assertThat(registry.find("ops.discovery.refused").meters()).isEmpty();
    }

    @Test
    void whatTheTokenMayNotSeeIsSaidOnce() throws Exception {
        say(at("10.0.0.7", 80));
        try (RawConsul filtering = new RawConsul((socket, head) -> RawConsul.say(
                        socket,
                        "HTTP/1.1 200 OK\r\nX-Consul-Index: 7\r\nX-Consul-Results-Filtered-By-ACLs: true\r\n"
                                + "Content-Length: 2\r\n\r\n[]"));
                Logged logged = new Logged();
                Consul consul = Consul.connect(ConsulSettings.at(filtering.uri()), Fast.PACE, registry)) {
            consul.discovery().instances("hits").await(SOON);
            within(SOON, "it is asked again", () -> filtering.heads.size() > 2);
            assertThat(logged.warnings())
                    .containsExactly("Consul leaves out instances of hits that the token may not see; it needs"
                            + " service:read on \"hits\" and node:read.");
        }
    }
}
