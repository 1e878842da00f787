package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.HealthCheck;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The configurations of the page, read by the real load balancers in front of two instances; only addresses and pauses are
 * others. They are named by {@code operable.haproxy.bin} and {@code operable.nginx.bin}, else found on the PATH.
 */
@Timeout(120)
class LoadBalancersTest {
    private static final String PAGE = "docs/health.md";

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private Instance one;
    private Instance two;
    private int port;

    @BeforeEach
    void start() throws IOException {
        one = new Instance("one");
        two = new Instance("two");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    // With "http-check expect status 200-599" in its place this fails: the instance that stops keeps its calls.
    @Test
    void haproxyTakesOutWhatIsNotReadyOrFailsAndKeepsWhatIsDegraded() throws Exception {
        Path file = configured("haproxy", """
                defaults
                    mode http
                    timeout connect 2s
                    timeout client 5s
                    timeout server 5s
                    # without it the pause, which is short here, is also all the time that a check has
                    timeout check 5s
                frontend callers
                    bind 127.0.0.1:%d
                    default_backend hits
                %s
                """, text -> text.replace("inter 2s", "inter 200ms"));
        Process haproxy = run("haproxy", "-db", "-f", file.toString());
        try {
            await(haproxy, "both are asked", () -> asked().equals(Set.of("one", "two")));

            one.checks.ready(false, "stopping");
            await(haproxy, "the one that stops is not", () -> asked().equals(Set.of("two")));

            two.found = CheckResult.degraded("7% free");
            await(haproxy, "the check ran", () -> two.text().equals("degraded: disk"));
            assertThat(asked()).containsExactly("two");

            one.checks.ready(true);
            await(haproxy, "it is back", () -> asked().equals(Set.of("one", "two")));
            two.found = CheckResult.fail("full");
            await(haproxy, "the one that fails is out", () -> asked().equals(Set.of("one")));
        } finally {
            end(haproxy);
        }
    }

    // Without proxy_next_upstream this fails: callers get the 503.
    @Test
    void nginxGoesOnToTheNextInstanceWhereOneRefuses() throws Exception {
        Path file =
                configured("nginx", """
                daemon off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                access_log off;
                client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
                uwsgi_temp_path temp; scgi_temp_path temp;
                # 127.0.0.1:%d
                %s
                }
                """, text -> text.replace("server {", "server { listen 127.0.0.1:" + port + ";"));
        Process nginx = run("nginx", "-p", folder.toString(), "-c", file.toString());
        try {
            await(nginx, "both are asked", () -> asked().equals(Set.of("one", "two")));
            one.answers = 503;
            assertThat(asked()).containsExactly("two");
            one.close();
            assertThat(asked()).containsExactly("two");
        } finally {
            end(nginx);
        }
    }

    private Path configured(String name, String around, UnaryOperator<String> changed) throws IOException {
        String text = changed.apply(Snippet.of(PAGE, name).text())
                .replace("10.0.0.7:8080", "127.0.0.1:" + one.port())
                .replace("10.0.0.8:8080", "127.0.0.1:" + two.port());
        Files.createDirectories(folder.resolve("temp"));
        return Files.writeString(folder.resolve(name + ".conf"), around.formatted(port, text));
    }

    /** Who answered of twenty calls; an empty name for each that failed. */
    private Set<String> asked() {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            try {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                names.add(answer.statusCode() == 200 ? answer.body() : "");
            } catch (IOException notYet) {
                names.add("");
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(over);
            }
        }
        return names;
    }

    private Process run(String name, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("operable." + name + ".bin", name));
        builder.command().addAll(List.of(arguments));
        try {
            return builder.redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile())
                    .start();
        } catch (IOException missing) {
            assertThat(System.getProperty("operable.require", "").split(",", -1))
                    .as("%s is required, and %s", name, missing.getMessage())
                    .doesNotContain(name);
            assumeThat(false)
                    .as("There is no %s: %s", name, missing.getMessage())
                    .isTrue();
            throw missing;
        }
    }

    private void await(Process process, String what, BooleanSupplier holds) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            assertThat(process.isAlive() && System.nanoTime() < end)
                    .as("%s; it said: %s", what, Files.readString(folder.resolve("said")))
                    .isTrue();
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static final class Instance implements AutoCloseable {
        final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());
        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        volatile CheckResult found = CheckResult.pass();
        volatile int answers = 200;

        Instance(String name) throws IOException {
            checks.add(HealthCheck.named("disk")
                    .criticality(Criticality.CRITICAL)
                    .probe(Probe.READY)
                    .cache(Duration.ZERO)
                    .of(() -> found));
            checks.ready(true);
            server.createContext("/self-check", checks.handler());
            server.createContext("/", exchange -> {
                try (exchange) {
                    byte[] body = name.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(answers, body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        String text() {
            return checks.answer("/self-check/ready", null).body();
        }

        @Override
        public void close() {
            server.stop(0);
            checks.close();
        }
    }
}
