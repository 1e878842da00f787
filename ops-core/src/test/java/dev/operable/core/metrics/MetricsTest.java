package dev.operable.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class MetricsTest {
    private static final ServiceIdentity HITS = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");

    private Metrics metrics;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        metrics = Metrics.start(HITS, MetricsSettings.defaults(), Logging.start(HITS, LoggingSettings.defaults()));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", metrics.handler());
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        metrics.close();
        metrics.close();
    }

    @Test
    void measuresTheJvmTheProcessAndTheLog() throws Exception {
        LoggerFactory.getLogger("com.acme").warn("one");
        System.gc();

        assertThat(scrape("*/*").body().lines().map(line -> line.replaceAll("[{ ].*", "")))
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_gc_memory_allocated_bytes_total",
                        "jvm_threads_live_threads",
                        "jvm_classes_loaded_classes",
                        "jvm_info",
                        "process_cpu_usage",
                        "process_files_open_files",
                        "process_uptime_seconds",
                        "disk_free_bytes",
                        "ops_metrics_denied_total",
                        "system_cpu_count",
                        "logback_events_total",
                        "log_events_dropped_total");
    }

    @Test
    void isReadOnly() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics"))
                .DELETE()
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void saysOnEverySeriesWhichServiceItIsAndOnOneWhichVersion() throws Exception {
        metrics.registry().counter("orders", "kind", "tea").increment();

        assertThat(scrape("text/plain").body())
                .contains("orders_total{environment=\"production\",kind=\"tea\",service=\"hits\"} 1.0")
                .contains("service_info{environment=\"production\",service=\"hits\","
                        + "service_instance=\"hits-7\",version=\"1.2.3\"} 1");
    }

    @Test
    void answersInTheFormatThatTheCallerAccepts() throws Exception {
        HttpResponse<String> text = scrape("text/html, */*;q=0.8");
        HttpResponse<String> open = scrape("application/openmetrics-text;version=1.0.0,text/plain;q=0.3");

        assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(text.body()).doesNotContain("# EOF");
        assertThat(open.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void countsAnswersAgainstTheTimesThatAreAskedFor() throws Exception {
        metrics.registry().timer("http.server.requests", "uri", "/links").record(Duration.ofMillis(70));
        metrics.registry().timer("other").record(Duration.ofMillis(70));

        assertThat(scrape("*/*").body().lines().filter(line -> line.contains("_bucket")))
                .allMatch(line -> line.startsWith("http_server_requests_seconds_bucket{"))
                .hasSize(7)
                .anyMatch(line -> line.contains("le=\"0.05\"") && line.endsWith(" 0"))
                .anyMatch(line -> line.contains("le=\"0.1\"") && line.endsWith(" 1"))
                .anyMatch(line -> line.contains("le=\"2.5\"") && line.endsWith(" 1"));
    }

    @Test
    void aTimersOwnBucketsGoFirst() throws Exception {
        Timer.builder("http.server.requests")
                .serviceLevelObjectives(Duration.ofSeconds(9))
                .register(metrics.registry())
                .record(Duration.ofMillis(70));

        assertThat(scrape("*/*").body()).contains("le=\"9.0\"").doesNotContain("le=\"0.05\"");
    }

    @Test
    void measuresDisksOfOneFileSystemOnce(@TempDir Path directory) throws Exception {
        Path below = Files.createDirectory(directory.resolve("below"));
        MeterRegistry registry = new SimpleMeterRegistry();

        new DiskMetrics(List.of(directory, below, directory.resolve("missing"))).bindTo(registry);

        assertThat(registry.get("disk.free").gauges()).singleElement().satisfies(disk -> {
            assertThat(disk.getId().getTag("path")).isEqualTo(directory.toString());
            assertThat(disk.value()).isPositive();
        });
        assertThat(registry.get("disk.total").gauge().value()).isPositive();
    }

    @Test
    void measuresAnExecutorUntilItIsShutDown() throws Exception {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        ExecutorService measured = metrics.executor("orders", pool);
        measured.submit(() -> {}).get(20, TimeUnit.SECONDS);

        assertThat(scrape("*/*").body())
                .contains("executor_pool_size_threads{environment=\"production\",name=\"orders\",service=\"hits\"} 1");
        measured.shutdown();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(metrics.registry()
                        .get("executor")
                        .tag("name", "orders")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    // With a meter registered between two filters Micrometer warns at every start.
    // Anybody may scrape. Without RedactedTags this test fails.
    @Test
    void noTagShowsASecret() throws Exception {
        metrics.registry()
                .counter("logins", "from", "https://me:hunter2@host/", "api_token", "hunter2", "result", "ok")
                .increment();

        assertThat(scrape("").body())
                .doesNotContain("hunter2")
                .contains("api_token=\"•••\",environment=\"production\",from=\"https://me:•••@host/\",result=\"ok\"");
    }

    @Test
    void startsWithoutAWarning() {
        ch.qos.logback.classic.Logger logger =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(PrometheusMeterRegistry.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);

        Metrics.start(HITS, MetricsSettings.defaults()).close();
        logger.detachAppender(events);

        assertThat(events.list).isEmpty();
    }

    private HttpResponse<String> scrape(String accept) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
        HttpRequest request =
                HttpRequest.newBuilder(address).header("Accept", accept).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
