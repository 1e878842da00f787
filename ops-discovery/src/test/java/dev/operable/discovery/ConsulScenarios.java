package dev.operable.discovery;

import static dev.operable.discovery.Within.throughout;
import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.devkit.ConsulAgent;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcException;
import dev.operable.rpc.RpcOptions;
import dev.operable.rpc.RpcPolicy;
import dev.operable.rpc.RpcPolicyBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a service and its callers live through with an agent, at the usual times. */
abstract class ConsulScenarios {
    private static final Duration LONG = Duration.ofSeconds(20);

    private HitsService service;

    @BeforeEach
    void start(ConsulAgent agent) throws IOException {
        agent.restartEmpty();
        service = new HitsService(agent);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aServiceIsFoundWhileItIsRegisteredAndWell() throws Exception {
        Instances hits = service.caller.discovery().instances("hits");
        assertThat(hits.await(LONG).instances()).isEmpty();

        Registered registered = service.provider.register(
                service.hits().tag("blue").meta("version", "1").build());
        within(LONG, "it is seen", () -> HitsService.size(hits) == 1);
        assertThat(hits.current().instances())
                .containsExactly(new ServiceInstance(
                        "hits-127.0.0.1-" + service.port,
                        "hits",
                        "127.0.0.1",
                        service.port,
                        Set.of("blue"),
                        Map.of("version", "1")));
        assertThat(registered.registered()).isTrue();

        Registered second =
                service.provider.register(service.hits().id("hits-2").build());
        within(LONG, "the second is seen", () -> HitsService.size(hits) == 2);
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
        Registered registered = service.provider.register(service.hits().build());
        Instances hits = service.caller.discovery().instances("hits");
        within(LONG, "it is seen", () -> HitsService.size(hits) == 1);
        long version = hits.current().version();

        try (RpcClients rpc =
                RpcClients.create(service.caller.discovery(), RpcOptions.defaults(), new SimpleMeterRegistry())) {
            agent.kill();
            long killed = System.nanoTime();
            throughout(Duration.ofSeconds(2), "calls go on", () -> answers(rpc));
            assertThat(age()).isGreaterThan(2);
            within(LONG, "the problem shows", () -> !registered.registered());
            assertThat(registered.problem().orElse("")).contains("cannot be reached");
            // What the agent hears of next differs from what it knew.
            registered.deregister();
            Registered next = service.provider.register(
                    service.hits().meta("version", "2").build());
            agent.start();

            within(Duration.ofSeconds(15), "it is registered again", () -> service.listed());
            within(Duration.ofSeconds(5), "the caller sees it", () -> hits.current().instances().stream()
                    .anyMatch(instance -> instance.meta().containsValue("2")));
            assertThat(age()).isLessThan((System.nanoTime() - killed) / 1e9);
            within(LONG, "the state shows it", next::registered);
            // The caller was left without an instance at no time: it saw one change.
            assertThat(hits.current().version()).isEqualTo(version + 1);
            assertThat(answers(rpc)).isTrue();
        }
    }

    /** From one process to the other by nothing but Consul. Without the meta's pairs each call asks three times. */
    @Test
    void whatAServiceSaysOfItsCallsReachesItsCallersAndChangesWithItsRegistration() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        service.server.createContext("/busy", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        RpcPolicyBuilder many = RpcPolicy.builder().retries(0);
        for (int i = 0; i < 40; i++) {
            many.repeatable("POST", "/imports/of/a/long/name/" + i);
        }
        RpcPolicy policy = many.build();
        assertThat(policy.meta()).hasSizeGreaterThan(2);
        Registered registered =
                service.provider.register(service.hits().meta(policy.meta()).build());
        Instances hits = service.caller.discovery().instances("hits");
        within(LONG, "it is seen", () -> HitsService.size(hits) == 1);
        assertThat(hits.current().instances().get(0).meta()).isEqualTo(policy.meta());

        try (RpcClients rpc =
                RpcClients.create(service.caller.discovery(), RpcOptions.defaults(), new SimpleMeterRegistry())) {
            assertThatThrownBy(() -> rpc.client("hits").get("/busy").send()).isInstanceOf(RpcException.class);
            assertThat(asked).hasValue(1);

            registered.deregister();
            service.provider.register(service.hits().id("hits-2").build());
            within(LONG, "the next is seen", () -> hits.current().instances().stream()
                    .map(ServiceInstance::id)
                    .toList()
                    .equals(List.of("hits-2")));
            assertThatThrownBy(() -> rpc.client("hits").get("/busy").send()).isInstanceOf(RpcException.class);
            assertThat(asked).hasValue(1 + 3);
        }
    }

    private static boolean answers(RpcClients rpc) {
        return rpc.client("hits").get("/self-check/ready").send().status() == 200;
    }

    /** In seconds. */
    private double age() {
        return service.callers
                .get("ops.discovery.age")
                .tag("peer", "hits")
                .gauge()
                .value();
    }

    @Test
    void anAgentThatIsAwayAtTheStartIsNoProblem(ConsulAgent agent) throws Exception {
        agent.kill();
        Registered registered = service.provider.register(service.hits().build());
        Instances hits = service.caller.discovery().instances("hits");
        within(LONG, "the problem shows", () -> registered.problem().orElse("").contains("cannot be reached"));
        assertThat(hits.await(Duration.ofMillis(200)).instances()).isEmpty();
        agent.start();
        within(LONG, "it is registered and seen", () -> HitsService.size(hits) == 1);
    }

    @Test
    void anAgentThatHangsHoldsNobodyUp(ConsulAgent agent) throws Exception {
        Registered registered = service.provider.register(service.hits().build());
        Instances hits = service.caller.discovery().instances("hits");
        within(LONG, "it is seen", () -> HitsService.size(hits) == 1);

        agent.pause();
        try {
            long start = System.nanoTime();
            assertThat(HitsService.size(hits)).isEqualTo(1);
            assertThat(service.caller.discovery().instances("others").current().instances())
                    .isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            within(LONG, "the problem shows", () -> !registered.registered());
            assertThat(HitsService.size(hits)).isEqualTo(1);
            long stopping = System.nanoTime();
            registered.deregister();
            assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(6));
        } finally {
            agent.resume();
        }
    }

    @Test
    void closingTakesTheServiceOut() throws Exception {
        service.provider.register(service.hits().build());
        within(LONG, "it is listed", () -> service.listed());
        service.provider.close();
        assertThat(service.listed()).isFalse();
    }
}
