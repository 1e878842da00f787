package dev.operable.discovery;

import static dev.operable.discovery.Within.throughout;
import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.devkit.ConsulAgent;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a service and its callers live through with an agent, at the usual times. */
abstract class ConsulScenarios {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Pattern STATUS = Pattern.compile("\"Status\":\\s*\"([a-z]+)\"");

    private final SimpleMeterRegistry callers = new SimpleMeterRegistry();
    private final AtomicInteger readiness = new AtomicInteger(200);
    private volatile CheckResult disk = CheckResult.pass();
    private HttpServer service;
    private int port;
    private Consul provider;
    private Consul caller;

    @BeforeEach
    void start(ConsulAgent agent) throws IOException {
        agent.restartEmpty();
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/self-check/ready", exchange -> {
            exchange.sendResponseHeaders(readiness.get(), -1);
            exchange.close();
        });
        service.start();
        port = service.getAddress().getPort();
        provider = connect(agent);
        caller = Consul.connect(ConsulSettings.at(agent.address()), callers);
    }

    @AfterEach
    void stop() {
        provider.close();
        caller.close();
        service.stop(0);
    }

    private static Consul connect(ConsulAgent agent) {
        return Consul.connect(ConsulSettings.at(agent.address()), new SimpleMeterRegistry());
    }

    private Registration.Builder hits() {
        return Registration.of("hits", "127.0.0.1", port);
    }

    private static int size(Instances instances) {
        return instances.current().instances().size();
    }

    @Test
    void aServiceIsFoundWhileItIsRegisteredAndWell() throws Exception {
        Instances hits = caller.discovery().instances("hits");
        assertThat(hits.await(LONG).instances()).isEmpty();

        Registered registered =
                provider.register(hits().tag("blue").meta("version", "1").build());
        within(LONG, "it is seen", () -> size(hits) == 1);
        assertThat(hits.current().instances())
                .containsExactly(new ServiceInstance(
                        "hits-127.0.0.1-" + port, "hits", "127.0.0.1", port, Set.of("blue"), Map.of("version", "1")));
        assertThat(registered.registered()).isTrue();

        Registered second = provider.register(hits().id("hits-2").build());
        within(LONG, "the second is seen", () -> size(hits) == 2);
        registered.deregister();
        within(LONG, "the first has gone", () -> hits.current().instances().stream()
                .map(ServiceInstance::id)
                .toList()
                .equals(List.of("hits-2")));
        assertThat(second.registered()).isTrue();
    }

    /**
     * The two share nothing but Consul. Seen to fail when a question that failed emptied what is known, and when the watch went on
     * with the index of the agent of before.
     */
    @Test
    void anAgentThatComesBackEmptyIsToldAgain(ConsulAgent agent) throws Exception {
        Registered registered = provider.register(hits().build());
        Instances hits = caller.discovery().instances("hits");
        within(LONG, "it is seen", () -> size(hits) == 1);
        long version = hits.current().version();

        try (RpcClients rpc = RpcClients.create(caller.discovery(), RpcOptions.defaults(), new SimpleMeterRegistry())) {
            agent.kill();
            long killed = System.nanoTime();
            throughout(Duration.ofSeconds(2), "calls go on", () -> answers(rpc));
            assertThat(age()).isGreaterThan(2);
            within(LONG, "the problem shows", () -> !registered.registered());
            assertThat(registered.problem().orElse("")).contains("cannot be reached");
            // What the agent hears of next differs from what it knew.
            registered.deregister();
            Registered next = provider.register(hits().meta("version", "2").build());
            agent.start();

            within(Duration.ofSeconds(15), "it is registered again", () -> listed(agent));
            within(Duration.ofSeconds(5), "the caller sees it", () -> hits.current().instances().stream()
                    .anyMatch(instance -> instance.meta().containsValue("2")));
            assertThat(age()).isLessThan((System.nanoTime() - killed) / 1e9);
            within(LONG, "the state shows it", next::registered);
            // The caller was left without an instance at no time: it saw one change.
            assertThat(hits.current().version()).isEqualTo(version + 1);
            assertThat(answers(rpc)).isTrue();
        }
    }

    private static boolean answers(RpcClients rpc) {
        return rpc.client("hits").get("/self-check/ready").send().status() == 200;
    }

    /** In seconds. */
    private double age() {
        return callers.get("ops.discovery.age").tag("peer", "hits").gauge().value();
    }

    private boolean listed(ConsulAgent agent) {
        try (ConsulTransport transport = new ConsulTransport();
                ConsulApi api = new HttpConsulApi(
                        new ConsulHttp(ConsulSettings.at(agent.address()), transport), new AddressRules(true))) {
            return !api.instances("hits", 0, Duration.ofSeconds(1))
                    .join()
                    .instances()
                    .isEmpty();
        } catch (CompletionException notYet) {
            return false;
        }
    }

    @Test
    void anAgentThatIsAwayAtTheStartIsNoProblem(ConsulAgent agent) throws Exception {
        agent.kill();
        Registered registered = provider.register(hits().build());
        Instances hits = caller.discovery().instances("hits");
        within(LONG, "the problem shows", () -> registered.problem().orElse("").contains("cannot be reached"));
        assertThat(hits.await(Duration.ofMillis(200)).instances()).isEmpty();
        agent.start();
        within(LONG, "it is registered and seen", () -> size(hits) == 1);
    }

    @Test
    void anAgentThatHangsHoldsNobodyUp(ConsulAgent agent) throws Exception {
        Registered registered = provider.register(hits().build());
        Instances hits = caller.discovery().instances("hits");
        within(LONG, "it is seen", () -> size(hits) == 1);

        agent.pause();
        try {
            long start = System.nanoTime();
            assertThat(size(hits)).isEqualTo(1);
            assertThat(caller.discovery().instances("others").current().instances())
                    .isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            within(LONG, "the problem shows", () -> !registered.registered());
            assertThat(size(hits)).isEqualTo(1);
            long stopping = System.nanoTime();
            registered.deregister();
            assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(6));
        } finally {
            agent.resume();
        }
    }

    @Test
    void closingTakesTheServiceOut(ConsulAgent agent) throws Exception {
        provider.register(hits().build());
        within(LONG, "it is listed", () -> listed(agent));
        provider.close();
        assertThat(listed(agent)).isFalse();
    }

    @Test
    void anInstanceThatIsNotReadyIsNotListed(ConsulAgent agent) throws Exception {
        provider.register(hits().check(new ServiceCheck.Http(
                        URI.create("http://127.0.0.1:" + port + "/self-check/ready"),
                        Duration.ofMillis(500),
                        Duration.ofMillis(1500)))
                .build());
        within(LONG, "it is listed", () -> listed(agent));
        readiness.set(503);
        within(LONG, "it is no longer listed", () -> !listed(agent));
        readiness.set(200);
        within(LONG, "it is listed again", () -> listed(agent));
    }

    @Test
    void whatASelfCheckAnswersIsWhatTheAgentMakesOfItAndADegradedInstanceIsStillCalled(ConsulAgent agent)
            throws Exception {
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            checks.add(HealthCheck.named("disk").cache(Duration.ZERO).of(() -> disk));
            service.createContext("/self-check", checks.handler());
            service.removeContext("/self-check/ready");
            provider.register(hits().check(new ServiceCheck.Http(
                            URI.create("http://127.0.0.1:" + port + "/self-check/ready?for=consul"),
                            Duration.ofMillis(500),
                            Duration.ofMillis(1500)))
                    .build());
            within(LONG, "it is critical before it is ready", () -> status(agent)
                    .equals("critical"));
            assertThat(listed(agent)).isFalse();

            checks.ready(true);
            within(LONG, "it passes", () -> status(agent).equals("passing"));
            disk = CheckResult.degraded("7% free");
            within(LONG, "degraded is a warning", () -> status(agent).equals("warning"));
            // The catalog hears from the agent a moment later.
            within(LONG, "it is listed", () -> listed(agent));
            disk = CheckResult.fail("full");
            within(LONG, "failing is critical", () -> status(agent).equals("critical"));
            within(LONG, "it is no longer listed", () -> !listed(agent));
            disk = CheckResult.degraded("7% free");
            within(LONG, "a warning is listed again", () -> listed(agent));
        }
    }

    /** What the agent made of the only check. */
    private static String status(ConsulAgent agent) {
        try {
            Matcher status = STATUS.matcher(new Operator(agent.address()).get("/v1/agent/checks"));
            return status.find() ? status.group(1) : "none";
        } catch (IOException away) {
            return "unknown";
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTtlCheckPassesAtOnceAndCarriesTheVerdict(ConsulAgent agent) throws Exception {
        AtomicReference<Heartbeat> verdict = new AtomicReference<>(new Heartbeat(Heartbeat.Status.PASSING, "well"));
        provider.register(hits().check(ServiceCheck.ttl(verdict::get)).build());
        assertThat(within(LONG, "it is listed", () -> listed(agent))).isLessThan(Duration.ofSeconds(3));
        verdict.set(new Heartbeat(Heartbeat.Status.CRITICAL, "no disk"));
        within(LONG, "it is no longer listed", () -> !listed(agent));
        verdict.set(new Heartbeat(Heartbeat.Status.PASSING, "well"));
        within(LONG, "it is listed again", () -> listed(agent));
        agent.restartEmpty();
        within(Duration.ofSeconds(15), "it is registered again", () -> listed(agent));
    }

    // With Reconciler.maintain doing nothing it stays listed.
    @Test
    void nobodyFindsAServiceInMaintenanceAlsoWhenItIsRegisteredAgain(ConsulAgent agent) throws Exception {
        Registered registered = provider.register(hits().build());
        Instances hits = caller.discovery().instances("hits");
        within(LONG, "it is seen", () -> size(hits) == 1);

        provider.maintenance(Optional.of("new disk"));
        within(LONG, "it is no longer listed", () -> !listed(agent));
        assertThat(maintenance(agent, registered)).contains("new disk");
        provider.maintenance(Optional.of("newer disk"));
        within(LONG, "the reason follows", () -> maintenance(agent, registered).equals(Optional.of("newer disk")));

        agent.restartEmpty();
        within(LONG, "it is registered again, in maintenance", () -> maintenance(agent, registered)
                .equals(Optional.of("newer disk")));
        assertThat(listed(agent)).isFalse();

        provider.maintenance(Optional.empty());
        within(LONG, "it is listed again", () -> listed(agent));
    }

    private Optional<String> maintenance(ConsulAgent agent, Registered registered) {
        try (ConsulTransport transport = new ConsulTransport();
                ConsulApi api = new HttpConsulApi(
                        new ConsulHttp(ConsulSettings.at(agent.address()), transport), new AddressRules(true))) {
            return api.listed(registered.registration()).flatMap(ConsulApi.Listed::maintenance);
        } catch (ConsulFailure away) {
            return Optional.empty();
        }
    }
}
