package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.devkit.ConsulAgent;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a process can register, and what it finds of its predecessors. */
abstract class RegistrationScenarios {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final ServiceCheck WELL = ServiceCheck.ttl(() -> new Heartbeat(Heartbeat.Status.PASSING, "well"));

    private Operator operator;
    private Consul consul;

    @BeforeEach
    void start(ConsulAgent agent) {
        agent.restartEmpty();
        operator = new Operator(agent.address());
        consul = Consul.connect(ConsulSettings.at(agent.address()), new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        consul.close();
    }

    private void leave(String id, String notes) throws Exception {
        operator.send(
                "PUT", "/v1/agent/service/register", """
                    {"Name": "hits", "ID": "%1$s", "Address": "127.0.0.1", "Port": 1,
                     "Check": {"CheckID": "%1$s:ttl", "Name": "c", "TTL": "60s", "Notes": "%2$s"}}
                    """.formatted(id, notes).getBytes(StandardCharsets.UTF_8));
    }

    /** The mark of the process, as it would have written it itself. */
    private static ProcessMark mark(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        return new ProcessMark(ProcessMark.own().orElseThrow().place(), process.pid(), Long.parseLong(ticks));
    }

    /** If whatever has another id were taken out, the last four would go as well: that is the ablation of hasEnded(). */
    @Test
    void whatAnEarlierProcessOfThisServiceHasLeftIsTakenOutAndNothingElse() throws Exception {
        assumeThat(ProcessMark.own()).as("Linux, which tells processes apart").isPresent();
        ProcessMark own = ProcessMark.own().orElseThrow();
        Process dead = new ProcessBuilder("sleep", "60").start();
        Process living = new ProcessBuilder("sleep", "60").start();
        try {
            ProcessMark gone = mark(dead);
            leave("hits-dead", gone.notes());
            leave("hits-reused-number", new ProcessMark(own.place(), own.pid(), own.started() - 1).notes());
            leave("hits-living", mark(living).notes());
            leave("hits-of-this-process", own.notes());
            leave("hits-elsewhere", new ProcessMark("0123456789abcdef", gone.pid(), gone.started()).notes());
            leave("hits-by-hand", "");
            dead.destroyForcibly().onExit().join();

            Registered me = consul.register(Registration.of("hits", "127.0.0.1", 80)
                    .id("hits-me")
                    .check(WELL)
                    .build());
            within(LONG, "it is registered", me::registered);
            within(LONG, "the ghosts are gone", () -> !listed().contains("hits-reused-number"));
            assertThat(listed())
                    .doesNotContain("hits-dead")
                    .contains("hits-me", "hits-living", "hits-of-this-process", "hits-elsewhere", "hits-by-hand");
        } finally {
            dead.destroyForcibly();
            living.destroyForcibly();
        }
    }

    private String listed() {
        try {
            return operator.get("/v1/agent/services");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherPortIsARegistrationOfItsOwnThatEndsWithTheFirst() throws Exception {
        consul.register(Registration.of("hits", "127.0.0.1", 8082).check(WELL).build());
        consul.register(
                Registration.of("hits-admin", "127.0.0.1", 9082).check(WELL).build());
        Instances http = consul.discovery().instances("hits");
        Instances admin = consul.discovery().instances("hits-admin");
        within(
                LONG,
                "both are found",
                () -> addresses(http).equals("127.0.0.1:8082")
                        && addresses(admin).equals("127.0.0.1:9082"));
        consul.close();
        assertThat(listed()).doesNotContain("hits");
    }

    @Test
    void aServiceOnIpv6IsAskedAndFoundThere() throws Exception {
        byte[] address = new byte[16];
        address[15] = 1;
        InetAddress loopback = InetAddress.getByAddress(address);
        assumeThat(NetworkInterface.getByInetAddress(loopback)).isNotNull();
        HttpServer service = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        service.createContext("/self-check/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
        try {
            int port = service.getAddress().getPort();
            consul.register(Registration.of("hits", "::1", port)
                    .check(new ServiceCheck.Http(
                            URI.create("http://[::1]:" + port + "/self-check/ready"),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1)))
                    .build());
            Instances hits = consul.discovery().instances("hits");
            within(LONG, "it is found", () -> addresses(hits).equals("[::1]:" + port));
            within(LONG, "it passes", () -> checks().contains("\"passing\""));
        } finally {
            service.stop(0);
        }
    }

    private String checks() {
        try {
            return operator.get("/v1/agent/checks");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String addresses(Instances instances) {
        return String.join(
                ",",
                instances.current().instances().stream()
                        .map(ServiceInstance::address)
                        .toList());
    }

    /** With Consul's own default a warning would take the weight away, and without a repair the former one would stay. */
    @Test
    void callersSeeTheWeightAlsoOfOneThatIsDegradedAndAnotherIsRepaired() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        AtomicReference<Heartbeat> state = new AtomicReference<>(new Heartbeat(Heartbeat.Status.PASSING, "well"));
        Registered me = consul.register(Registration.of("hits", "127.0.0.1", 80)
                .id("hits-me")
                .weight(7)
                .check(ServiceCheck.ttl(state::get))
                .build());
        within(LONG, "it is seen", () -> weights(hits).equals(List.of(7)));
        state.set(new Heartbeat(Heartbeat.Status.WARNING, "the disk fills up"));
        within(LONG, "it is a warning", () -> operator.text("/v1/health/service/hits")
                .contains("the disk fills up"));
        assertThat(hits.current().instances()).hasSize(1);

        Registration other = Registration.of("hits", "127.0.0.1", 80)
                .id("hits-me")
                .weight(3)
                .check(me.registration().check())
                .build();
        operator.send(
                "PUT",
                "/v1/agent/service/register",
                ConsulRequests.register(other, Optional.empty()).getBytes(StandardCharsets.UTF_8));
        within(LONG, "it is repaired", () -> operator.text("/v1/agent/services")
                .replaceAll("\\s", "")
                .contains("\"Weights\":{\"Passing\":7,\"Warning\":7}"));
        within(LONG, "it is seen so", () -> weights(hits).equals(List.of(7)));
    }

    private static List<Integer> weights(Instances instances) {
        return instances.current().instances().stream()
                .map(ServiceInstance::weight)
                .toList();
    }
}
