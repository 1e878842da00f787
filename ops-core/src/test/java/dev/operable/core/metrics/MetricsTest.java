package dev.operable.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class MetricsTest {
    private static final ServiceIdentity HITS = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");

    private Metrics metrics;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        metrics = Metrics.start(HITS, Logging.start(HITS, LoggingSettings.defaults()));
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
                        "system_cpu_count",
                        "logback_events_total",
                        "log_events_dropped_total");
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

    private HttpResponse<String> scrape(String accept) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
        HttpRequest request =
                HttpRequest.newBuilder(address).header("Accept", accept).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
