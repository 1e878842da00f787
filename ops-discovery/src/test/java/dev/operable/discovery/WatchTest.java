package dev.operable.discovery;

import static dev.operable.discovery.Within.throughout;
import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.FakeConsul.Reply;
import dev.operable.discovery.FakeConsul.Request;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** A line of the script: this question is never answered. */
    private static final Reply NEVER = Reply.of(500, "never sent");

    private final BlockingQueue<Reply> script = new LinkedBlockingQueue<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private volatile Optional<Reply> last = Optional.empty();
    private FakeConsul agent;
    private Consul consul;

    @BeforeEach
    void start() throws IOException {
        agent = new FakeConsul(this::next);
        consul = connect(Duration.ofSeconds(60), Fast.PACE);
    }

    @AfterEach
    void stop() {
        consul.close();
        agent.close();
    }

    private Consul connect(Duration maxWait, Pace pace) {
        return Consul.connect(ConsulSettings.at(agent.uri()).withMaxWait(maxWait), pace, registry);
    }

    /** The next line of the script, or, as Consul does it, the last answer again when the wait is over. */
    private Reply next(Request request) throws InterruptedException {
        long wait = Long.parseLong(request.parameter("wait").replace("ms", ""));
        Reply reply = script.poll(wait, TimeUnit.MILLISECONDS);
        if (NEVER.equals(reply)) {
            return agent.hang();
        }
        last = Optional.ofNullable(reply).or(() -> last);
        return last.orElseGet(() -> Reply.of(500, "no script"));
    }

    private static Reply listing(String index, String... hosts) {
        return new Reply(
                200,
                Stream.of(hosts).map(host -> """
                        {"Node": {"Node": "n", "Address": "10.0.0.1", "Datacenter": "dc1"},
                         "Service": {"ID": "hits-%1$s", "Service": "hits", "Tags": ["t"], "Address": "%1$s",
                                     "Meta": null, "Port": 80}, "Checks": []}
                        """.formatted(host)).collect(Collectors.joining(",", "[", "]")),
                Optional.of(index));
    }

    private List<String> hosts(Instances instances) {
        return instances.current().instances().stream()
                .map(ServiceInstance::host)
                .sorted()
                .toList();
    }

    @Test
    void aChangeReplacesTheSetAndTheIndexIsPassedOn() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        assertThat(hits.current().version()).isZero();
        script.add(listing("5", "a"));
        assertThat(hits.await(SOON).instances())
                .containsExactly(new ServiceInstance("hits-a", "hits", "a", 80, Set.of("t"), Map.of()));
        script.add(listing("8", "a", "b"));
        within(SOON, "the second instance is seen", () -> hosts(hits).equals(List.of("a", "b")));

        assertThat(hits.current().version()).isEqualTo(2);
        Request first = agent.next();
        assertThat(first.path()).isEqualTo("/v1/health/service/hits");
        assertThat(first.parameter("index")).isEqualTo("0");
        assertThat(agent.next().parameter("index")).isEqualTo("5");
        assertThat(agent.next().parameter("index")).isEqualTo("8");
    }

    @Test
    void anAnswerWithoutAChangeKeepsTheVersion() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        script.add(listing("5", "a", "b"));
        hits.await(SOON);
        script.add(listing("6", "b", "a"));
        assertThat(agent.next().parameter("index")).isEqualTo("0");
        assertThat(agent.next().parameter("index")).isEqualTo("5");
        assertThat(agent.next().parameter("index")).isEqualTo("6");
        assertThat(hits.current().version()).isEqualTo(1);
    }

    @Test
    void anIndexThatFallsStartsAgainFromZero() throws Exception {
        consul.discovery().instances("hits");
        script.add(listing("10", "a"));
        script.add(listing("4", "a"));
        assertThat(agent.next().parameter("index")).isEqualTo("0");
        assertThat(agent.next().parameter("index")).isEqualTo("10");
        assertThat(agent.next().parameter("index")).isEqualTo("0");
    }

    @Test
    void anIndexBelowOneIsNotWaitedFor() throws Exception {
        consul.discovery().instances("hits");
        script.add(listing("0", "a"));
        assertThat(agent.next().parameter("index")).isEqualTo("0");
        assertThat(agent.next().parameter("index")).isEqualTo("1");
    }

    @Test
    void answersThatComeOneAfterTheOtherAreHeldBack() throws Exception {
        consul.discovery().instances("hits");
        for (int i = 1; i < 100; i++) {
            script.add(listing(Integer.toString(i), "a" + i));
        }
        // The first, the burst of two, and the one after it.
        for (int i = 0; i < 3; i++) {
            agent.next();
        }
        agent.next();
        assertThat(agent.requests().poll(700, TimeUnit.MILLISECONDS))
                .as("a further request without a pause")
                .isNull();
    }

    @Test
    void errorsKeepTheLastInstancesStartFromZeroAndAreLoggedOnce() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        script.add(listing("5", "a"));
        hits.await(SOON);
        try (Logged logged = new Logged()) {
            script.add(Reply.of(500, "No cluster leader"));
            script.add(Reply.of(429, "rate limit"));
            script.add(Reply.of(503, "unavailable"));
            script.add(Reply.of(200, "[{\"Service\": "));
            for (String index : List.of("0", "5", "0", "0", "0", "0")) {
                assertThat(agent.next().parameter("index")).isEqualTo(index);
                assertThat(hosts(hits)).containsExactly("a");
            }
            // One for the three refusals, one for what cannot be read.
            assertThat(logged.warnings()).hasSize(2);
            assertThat(logged.warnings().get(0))
                    .contains("500", "No cluster leader", "hits", "the instances of hits seen last are used");
            assertThat(logged.keys()).contains("peer").doesNotContain("name", "registered");
        }
        assertThat(registry.counter("ops.consul.errors", "kind", "error").count())
                .isEqualTo(3);
    }

    @Test
    void anAgentThatHangsIsGivenUpAfterTheWaitAndItsMargin() throws Exception {
        consul.close();
        consul = connect(Duration.ofSeconds(1), Fast.PACE);
        Instances hits = consul.discovery().instances("hits");
        script.add(listing("5", "a"));
        script.add(NEVER);
        hits.await(SOON);
        assertThat(agent.next().parameter("index")).isEqualTo("0");
        assertThat(agent.next().parameter("index")).isEqualTo("5");
        long start = System.nanoTime();
        Request again = agent.next(Duration.ofSeconds(30));
        assertThat(again.parameter("index")).isEqualTo("0");
        // A wait of 1 s and a margin of 5 s; how much later is the machine's affair.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(5500));
        assertThat(hosts(hits)).containsExactly("a");
        assertThat(registry.get("ops.discovery.age").tag("peer", "hits").gauge().value())
                .isGreaterThan(5);
    }

    @Test
    void anEmptyListIsBelievedOnlyAfterAWhile() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        script.add(listing("5", "a", "b"));
        hits.await(SOON);
        try (Logged logged = new Logged()) {
            script.add(listing("6"));
            throughout(
                    Duration.ofMillis(400), "both are kept", () -> hosts(hits).size() == 2);
            within(SOON, "none is left", () -> hosts(hits).isEmpty());
            within(SOON, "both turns are logged", () -> logged.warnings().size() == 2);
            assertThat(logged.warnings().get(0)).contains("no instance of hits any more", "the last 2 are kept");
        }
    }

    @Test
    void withoutTheProtectionTheFirstEmptyListIsBelieved() throws Exception {
        consul.close();
        Pace credulous = new Pace(
                Fast.PACE.reconcile(),
                Fast.PACE.firstBackoff(),
                Fast.PACE.mostBackoff(),
                Fast.PACE.mostUnreachable(),
                Duration.ZERO);
        consul = connect(Duration.ofSeconds(60), credulous);
        Instances hits = consul.discovery().instances("hits");
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        script.add(listing("5", "a", "b"));
        hits.await(SOON);
        hits.onChange(set -> sizes.add(set.instances().size()));
        // Protected, the two outlive this answer, as in the next test.
        script.add(listing("6"));
        script.add(listing("7", "c"));
        within(SOON, "the new one is seen", () -> sizes.contains(1));
        assertThat(hosts(hits)).containsExactly("c");
        assertThat(sizes).containsExactly(2, 0, 1);
    }

    @Test
    void instancesThatComeBackInTimeWereNeverAway() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        script.add(listing("5", "a", "b"));
        hits.await(SOON);
        hits.onChange(set -> sizes.add(set.instances().size()));
        script.add(listing("6"));
        script.add(listing("7", "c"));
        within(SOON, "the new one is seen", () -> sizes.contains(1));
        assertThat(hosts(hits)).containsExactly("c");
        assertThat(sizes).containsExactly(2, 1);
    }

    @Test
    void whatCannotBeCalledIsLeftOut() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        Reply listing = listing("5", "a");
        script.add(new Reply(200, listing.body().replace("\"Port\": 80", "\"Port\": 0"), listing.index()));
        assertThat(hits.await(SOON))
                .extracting(InstanceSet::version, InstanceSet::instances)
                .containsExactly(1L, List.of());
    }

    @Test
    void anInstanceWithoutAnAddressHasThatOfItsNode() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        Reply listing = listing("5", "a");
        script.add(new Reply(200, listing.body().replace("\"Address\": \"a\"", "\"Address\": \"\""), listing.index()));
        hits.await(SOON);
        assertThat(hosts(hits)).containsExactly("10.0.0.1");
    }

    @Test
    void anAnswerThatIsTooLongIsNotRead() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        script.add(listing("5", "a"));
        hits.await(SOON);
        try (Logged logged = new Logged()) {
            script.add(new Reply(200, " ".repeat(17 << 20) + "[]", Optional.of("6")));
            within(SOON, "it is refused", () -> logged.warnings().size() == 1);
            assertThat(logged.warnings().get(0)).contains("more than 16777216 bytes");
        }
        assertThat(hosts(hits)).containsExactly("a");
    }

    @Test
    void readingNeverWaitsAndAwaitingIsBounded() throws Exception {
        script.add(NEVER);
        long start = System.nanoTime();
        Instances hits = consul.discovery().instances("hits");
        assertThat(hits.current().instances()).isEmpty();
        assertThat(consul.discovery().instances("hits")).isSameAs(hits);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(hits.await(Duration.ofMillis(100)).version()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void closingEndsTheQuestionAndTheMetersAndKeepsTheView() throws Exception {
        Instances hits = consul.discovery().instances("hits");
        script.add(listing("5", "a"));
        hits.await(SOON);
        agent.next();
        agent.next();
        consul.close();
        consul.close();
        script.add(listing("6", "b"));
        script.add(listing("7", "b"));
        assertThat(agent.requests().poll(500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(registry.find("ops.discovery.age").meters()).isEmpty();
        assertThat(hosts(hits)).containsExactly("a");
        assertThat(consul.discovery().instances("others").current().instances()).isEmpty();
    }
}
