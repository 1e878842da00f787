package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.ServiceIdentity;
import dev.operable.discovery.DiscoverySettings.Mode;
import dev.operable.discovery.FakeConsul.Reply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Registration HITS =
            Registration.of("hits", "10.0.0.7", 8082).build();

    private static Catalog open(FakeConsul agent) {
        return Catalog.open(
                new DiscoverySettings(
                        Mode.CONSUL,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                ConsulSettings.at(agent.uri()),
                new ServiceIdentity("hits", "1", "production", "hits-1"),
                name -> Optional.empty(),
                Optional.empty(),
                new SimpleMeterRegistry());
    }

    // Taken for one, an empty address is an agent of this machine that is not there.
    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyAddressOfConsulIsNone(String address) {
        DiscoverySettings auto = new DiscoverySettings(
                Mode.AUTO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try (Catalog catalog = Catalog.open(
                auto,
                ConsulSettings.at(URI.create("http://127.0.0.1:8500")),
                new ServiceIdentity("hits", "1", "production", "hits-1"),
                name -> Optional.of(address).filter(said -> name.equals("CONSUL_HTTP_ADDR")),
                Optional.empty(),
                new SimpleMeterRegistry())) {
            assertThat(catalog.agent()).isEmpty();
        }
    }

    /** The self-check asks for the problem at just that time. */
    @Test
    void who_asks_for_the_problem_does_not_wait_for_an_agent_that_hangs() throws Exception {
        try (FakeConsul agent = new FakeConsul(CatalogTest::hangWhenDeregistered);
                Catalog catalog = open(agent)) {
            Registered hits = catalog.register(HITS).orElseThrow();
            within(SOON, "it is sent", () -> agent.requests().stream()
                    .anyMatch(request -> request.path().endsWith("/register")));
            Thread leaving = new Thread(catalog::leave, "leaving");
            leaving.start();
            within(SOON, "the agent is told", () -> agent.requests().stream()
                    .anyMatch(request -> request.path().contains("/deregister/")));

            assertThat(catalog.problem()).as("leaving is no problem").isEmpty();
            assertThat(hits.registered()).isFalse();
            assertThat(catalog.register(HITS)).isEmpty();
            // Whoever waits for the agent would find the leaving over by now.
            assertThat(leaving.isAlive()).isTrue();
            leaving.join(SOON.toMillis());
            assertThat(leaving.isAlive()).isFalse();
        }
    }

    private static Reply hangWhenDeregistered(FakeConsul.Request request) throws InterruptedException {
        if (request.path().contains("/deregister/")) {
            Thread.currentThread().join();
        }
        return Reply.of(200, "{}");
    }

    @Test
    void who_has_left_registers_nothing_and_still_finds_others() throws Exception {
        String listing = """
                [{"Node": {"Node": "n", "Address": "10.0.0.1", "Datacenter": "dc1"},
                  "Service": {"ID": "links-1", "Service": "links", "Tags": [], "Address": "a", "Port": 80},
                  "Checks": []}]
                """;
        try (FakeConsul agent = new FakeConsul(request ->
                        new Reply(200, request.path().contains("/health/") ? listing : "", Optional.of("1")));
                Catalog catalog = open(agent)) {
            catalog.leave();
            catalog.leave();
            assertThat(catalog.register(HITS)).isEmpty();
            assertThat(catalog.problem()).isEmpty();
            assertThat(catalog.discovery().instances("links").await(SOON).instances())
                    .extracting(ServiceInstance::host)
                    .containsExactly("a");
        }
    }

    // Without what is kept, nobody would be there as long as Consul is away.
    @Test
    void the_names_of_services_are_those_of_the_last_answer() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        try (FakeConsul agent = new FakeConsul(request -> away.get()
                        ? Reply.of(500, "No cluster leader")
                        : Reply.of(200, "{\"links\": [], \"hits\": [\"v1\"], \"consul\": []}"));
                Catalog catalog = open(agent)) {
            assertThat(catalog.services()).isEmpty();

            away.set(false);
            assertThat(catalog.services()).containsExactly("consul", "hits", "links");

            away.set(true);
            assertThat(catalog.services()).containsExactly("consul", "hits", "links");
        }
    }
}
