package dev.operable.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.operable.config.Default;
import dev.operable.config.Live;
import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import dev.operable.discovery.Lease;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a whole service takes from Consul beside the instances of others. */
@WithConsul(WithConsul.Kind.EMBEDDED)
class FromConsulTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();

    record GreetingSettings(@Default("Hello") String greeting) {}

    private static Ops start(Map<String, String> variables) {
        return Ops.service("greeter")
                .settings(GreetingSettings.class)
                .environment(variables)
                .set("OPS_STOP_LINGER", "0s")
                .startOrThrow();
    }

    private String send(ConsulAgent agent, String method, String target, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(agent.address().resolve(target))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString()).body().strip();
    }

    @Test
    void aServiceFollowsItsKeysAndGivesItsLeasesBackAtTheStop(ConsulAgent agent) throws Exception {
        send(agent, "PUT", "/v1/kv/config/greeter/GREETING", "Hi");
        // A session that is not given back stays for longer than is waited for below.
        Map<String, String> variables =
                Map.of("CONSUL_HTTP_ADDR", agent.address().toString(), "OPS_LEASE_TTL", "60s");
        try (Ops ops = start(variables)) {
            Live<GreetingSettings> live = ops.live(GreetingSettings.class);
            // At the start, unless that took Consul the 2 s that a start waits for.
            Eventually.get(LONG, () -> assertThat(live.get().greeting()).isEqualTo("Hi"));
            CountDownLatch changed = new CountDownLatch(1);
            live.onChange(update -> {
                if (update.after().greeting().equals("Good day")) {
                    changed.countDown();
                }
            });
            send(agent, "PUT", "/v1/kv/config/greeter/GREETING", "Good day");
            assertThat(changed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(live.get().greeting()).isEqualTo("Good day");
            assertThat(ops.metrics().get("ops.settings.age").gauge().value()).isLessThan(60);

            Lease lease = ops.leases().acquire("greeter/cleanup", LONG).orElseThrow();
            assertThat(send(agent, "GET", "/v1/kv/leases/greeter/cleanup", ""))
                    .contains(lease.token().session());
        }
        Eventually.get(LONG, () -> assertThat(send(agent, "GET", "/v1/session/list", ""))
                .isEqualTo("[]"));
    }

    /** Seen to fail without the pairs in the registration. */
    @Test
    void whatAServiceSaysOfItsCallsGoesWithItsRegistration(ConsulAgent agent) throws Exception {
        Map<String, String> variables =
                Map.of("CONSUL_HTTP_ADDR", agent.address().toString(), "OPS_RPC_POLICY", "retries=1 once=GET:/export");
        try (Ops ops = start(variables)) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.start();
            ops.listening(server.getAddress(), () -> server.stop(0));

            Eventually.get(LONG, () -> assertThat(send(agent, "GET", "/v1/agent/services", ""))
                    .contains("retries=1 once=GET:/export"));
        }
    }

    @Test
    void withoutConsulThereAreNoLeasesAndThatIsSaid() {
        try (Ops ops = start(Map.of("OPS_DISCOVERY", "static"))) {
            assertThatThrownBy(ops::leases)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("There is no Consul that could give leases to greeter. Set CONSUL_HTTP_ADDR.");
        }
    }
}
