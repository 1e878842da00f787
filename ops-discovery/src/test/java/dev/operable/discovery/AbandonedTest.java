package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * What a process that is killed leaves in Consul. Consul's shortest time until it drops that is a minute, and it looks every half,
 * so this takes more than a minute in which nothing happens.
 */
@WithConsul(WithConsul.Kind.REAL)
class AbandonedTest {
    private static final Duration MOST = Duration.ofSeconds(150);

    /** Seen to fail when ten minutes were asked for ({@code deregisterAfter}). */
    @Test
    void consulDropsAServiceWhoseProcessWasKilled(ConsulAgent agent) throws Exception {
        Operator operator = new Operator(agent.address());
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        agent.address().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = service.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.lines().anyMatch("registered"::equals)).isTrue();
        } finally {
            service.destroyForcibly().waitFor();
        }
        assertThat(operator.get("/v1/agent/services")).contains("\"hits-1\"");

        Duration taken = within(MOST, "Consul drops it", () -> operator.text("/v1/agent/services")
                .equals("{}"));

        assertThat(taken).isGreaterThan(Duration.ofSeconds(30));
    }

    /** Registers as every service does, and stays: {@code <consul>}. */
    static final class Service {
        private Service() {}

        public static void main(String[] arguments) throws Exception {
            Registered hits = Consul.connect(ConsulSettings.at(URI.create(arguments[0])), new SimpleMeterRegistry())
                    .register(Registration.of("hits", "127.0.0.1", 9)
                            .id("hits-1")
                            .check(ServiceCheck.http(URI.create("http://127.0.0.1:9/self-check")))
                            .build());
            within(Duration.ofSeconds(20), "registered", hits::registered);
            System.out.println("registered");
            new CountDownLatch(1).await();
        }
    }
}
