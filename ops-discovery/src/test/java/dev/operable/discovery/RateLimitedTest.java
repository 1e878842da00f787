package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.FakeConsul.Reply;
import dev.operable.discovery.FakeConsul.Request;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Consul that says that it has too much to do, and when to come again. */
class RateLimitedTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String SESSION = "[{\"ID\": \"s-1\", \"TTL\": \"10s\"}]";

    private final AtomicInteger refusals = new AtomicInteger();
    private final List<Long> asked = new CopyOnWriteArrayList<>();
    private volatile Reply refusal = Reply.of(429, "rate limit exceeded").with("Retry-After", "1");
    private volatile String busy = "";

    @AutoClose
    private final FakeConsul agent = new FakeConsul(this::answer);

    private Reply answer(Request request) throws InterruptedException {
        if (!busy.isEmpty() && request.path().startsWith(busy)) {
            asked.add(System.nanoTime());
            if (refusals.getAndDecrement() > 0) {
                return refusal;
            }
        }
        if (request.path().startsWith("/v1/session/create")) {
            return Reply.of(200, "{\"ID\": \"s-1\"}");
        }
        if (request.path().startsWith("/v1/session/")) {
            return Reply.of(200, SESSION);
        }
        if (request.method().equals("PUT")) {
            return Reply.of(200, "true");
        }
        if (!request.parameter("index").isEmpty() && !request.parameter("index").equals("0")) {
            return agent.hang();
        }
        String key = request.path().replace("/v1/kv/", "");
        boolean folder = key.endsWith("/");
        String value = Base64.getEncoder().encodeToString("3".getBytes(StandardCharsets.UTF_8));
        return new Reply(
                200,
                "[{\"Key\": \"" + key + (folder ? "THREADS" : "") + "\", \"Value\": \"" + value
                        + "\", \"ModifyIndex\": 7, \"Session\": \"s-1\"}]",
                Optional.of("7"));
    }

    private void busy(String path, int times) {
        refusals.set(times);
        busy = path;
    }

    private Duration between(int first) {
        within(LONG, "it is asked again", () -> asked.size() > first + 1);
        return Duration.ofNanos(asked.get(first + 1) - asked.get(first));
    }

    /** Without the header it would come back after a quarter of a second at the latest. */
    @Test
    void settingsComeWhenConsulSaysThatItHasTimeAgain() {
        busy("/v1/kv/config/hits/", 1);
        try (ConsulSource source =
                ConsulSource.of(ConsulSettings.at(agent.uri()), "hits", false, Pace.USUAL, Optional.empty())) {
            assertThat(source.values()).containsOnlyKeys("THREADS");
            assertThat(between(0)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            within(LONG, "all is well", () -> source.incomplete().isEmpty());
        }
    }

    @Test
    void aRateLimitThatLastsIsToldAndDoesNotKeepAStartUp() {
        busy("/v1/kv/config/hits/", 1000);
        try (ConsulSource source =
                ConsulSource.of(ConsulSettings.at(agent.uri()), "hits", false, Pace.USUAL, Optional.empty())) {
            long start = System.nanoTime();
            assertThat(source.values()).containsOnlyKeys("THREADS");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(source.incomplete().orElse(""))
                    .contains(
                            "answers 429 to the request to read the settings below config/hits/ (rate limit exceeded)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/session/create", "/v1/kv/leases/"})
    void aLeaseIsAskedForWhenConsulHasTimeAgain(String path) throws Exception {
        refusal = Reply.of(503, "server busy").with("Retry-After", "1");
        busy(path, 1);
        try (Consul consul = Consul.connect(ConsulSettings.at(agent.uri()), new SimpleMeterRegistry())) {
            Lease lease = consul.leases(LeaseSettings.defaults()).acquire("hits/cleanup");
            assertThat(lease.isHeld()).isTrue();
            assertThat(between(0)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    /** A pause as long as Consul asks for would lose the lease: it is renewed within a sixth of its TTL all the same. */
    @Test
    void aLeaseIsKeptThoughItsRenewalIsPutOff() throws Exception {
        refusal = Reply.of(503, "server busy").with("Retry-After", "3600");
        busy("/v1/session/renew", 1);
        try (Consul consul = Consul.connect(ConsulSettings.at(agent.uri()), new SimpleMeterRegistry())) {
            Lease lease =
                    consul.leases(new LeaseSettings(Duration.ofSeconds(10))).acquire("hits/cleanup");
            assertThat(between(0)).isLessThan(Duration.ofSeconds(5));
            assertThat(lease.isHeld()).isTrue();
        }
    }
}
