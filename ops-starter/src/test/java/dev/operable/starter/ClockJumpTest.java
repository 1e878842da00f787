package dev.operable.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A service whose wall clock is set while it runs: {@code clock.c} answers for the C library. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
final class ClockJumpTest {
    private static final String TOKEN = "a-token-that-nobody-guesses";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private ServiceProcess service;
    private URI admin;

    @BeforeEach
    void start() throws Exception {
        Path library = directory.resolve("clock.so");
        assumeTrue(compiled(library), "There is no C compiler, cc, that makes the clock.");
        set(Duration.ZERO);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        admin = URI.create("http://127.0.0.1:" + port);
        service = ServiceProcess.start(
                Clockwork.class,
                directory,
                Map.of(
                        "LD_PRELOAD", library.toString(),
                        "CLOCK_OFFSET", directory.resolve("offset").toString(),
                        "OPS_LISTEN", admin.getAuthority(),
                        "OPS_TOKEN", TOKEN));
        service.awaitLine("is registered in Consul as");
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.process().destroyForcibly();
        }
    }

    /** Periods, pauses and budgets are of the clock that nobody sets, or one of these would take a day or no time at all. */
    @Test
    void nothingThatIsTimedNoticesThatTheClockIsSetAndTheSelfCheckSaysSo() throws Exception {
        maintenance("on=true&reason=disk&for=30m");
        set(Duration.ofDays(1));
        assertThat(ready()).contains("maintenance");
        Eventually.get(Duration.ofSeconds(20), () -> {
            assertThat(ready()).contains("degraded: clock");
            return true;
        });

        maintenance("on=true&reason=disk&for=2s");
        set(Duration.ofDays(-1));
        Eventually.get(Duration.ofSeconds(20), () -> {
            assertThat(ready()).doesNotContain("maintenance");
            return true;
        });

        service.process().destroy();
        assertThat(service.await(Duration.ofSeconds(30))).isEqualTo(128 + 15);
        JsonNode last = service.events().get(service.events().size() - 1);
        assertThat(last.path("clean").asBoolean()).isTrue();
        assertThat(last.path("took_ms").asLong()).isBetween(0L, 20_000L);
        assertThat(Instant.parse(last.path("@timestamp").asString()))
                .as("the clock was really set")
                .isBefore(Instant.now().minus(23, ChronoUnit.HOURS));
    }

    private boolean compiled(Path library) throws InterruptedException {
        try {
            Process compiler = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), "src/test/c/clock.c")
                    .inheritIO()
                    .start();
            return compiler.waitFor(60, TimeUnit.SECONDS) && compiler.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private void set(Duration ahead) throws IOException {
        Files.writeString(directory.resolve("offset"), Long.toString(ahead.toSeconds()));
    }

    private void maintenance(String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(admin.resolve("/ops/maintenance"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private String ready() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(admin.resolve("/self-check/ready")).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
