package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.Live;
import dev.operable.config.Settings;
import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import dev.operable.discovery.Lease;
import dev.operable.discovery.LeaseSettings;
import dev.operable.discovery.Leases;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** What an application takes from Consul beside the instances of others. */
@WithConsul(WithConsul.Kind.EMBEDDED)
class FromConsulTest {
    private static final String KEY = "/v1/kv/config/shop/OPS_LEASE_TTL";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private ConfigurableApplicationContext run(ConsulAgent agent, String... more) {
        String[] arguments = {
            "--spring.application.name=shop",
            "--LISTEN=127.0.0.1:0",
            "--CONSUL_HTTP_ADDR=" + agent.address(),
            "--ops.stop.linger=0s",
            "--spring.datasource.url=jdbc:sqlite:" + folder.resolve("shop.db")
        };
        String[] all = Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new);
        return new SpringApplication(Shop.class).run(all);
    }

    private String send(ConsulAgent agent, String method, String target, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(agent.address().resolve(target))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString()).body().strip();
    }

    @Test
    void anApplicationFollowsItsKeysAndGivesItsLeasesBackAtTheStop(ConsulAgent agent) throws Exception {
        send(agent, "PUT", KEY, "20s");
        try (ConfigurableApplicationContext shop = run(agent)) {
            Settings settings = shop.getBean(Settings.class);
            Live<LeaseSettings> live = settings.live(LeaseSettings.class);
            // At the start, unless that took Consul the 2 s that a start waits for.
            Await.until("the keys are read", () -> live.get().ttl().equals(Duration.ofSeconds(20)));
            send(agent, "PUT", KEY, "30s");
            Await.until("the change is in force", () -> live.get().ttl().equals(Duration.ofSeconds(30)));
            send(agent, "PUT", KEY, "1s");
            Await.until("the problem shows", () -> !settings.problems().isEmpty());
            assertThat(settings.problems().toString()).contains("between 10s and 24h");
            assertThat(live.get().ttl()).isEqualTo(Duration.ofSeconds(30));

            Lease lease = shop.getBean(Leases.class)
                    .acquire("shop/cleanup", Duration.ofSeconds(20))
                    .orElseThrow();
            assertThat(send(agent, "GET", "/v1/kv/leases/shop/cleanup", ""))
                    .contains(lease.token().session());
        }
        // One that is not given back stays for longer than that.
        Await.until("no session is left", () -> send(agent, "GET", "/v1/session/list", "")
                .equals("[]"));
    }

    @Test
    void keysAreNotReadWhereThatIsOff(ConsulAgent agent) throws Exception {
        send(agent, "PUT", KEY, "20s");
        try (ConfigurableApplicationContext shop = run(agent, "--OPS_SETTINGS=off")) {
            assertThat(shop.getBean(Settings.class).get(LeaseSettings.class)).isEqualTo(LeaseSettings.defaults());
        }
    }
}
