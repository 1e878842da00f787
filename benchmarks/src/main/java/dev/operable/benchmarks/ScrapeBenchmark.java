package dev.operable.benchmarks;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.metrics.Metrics;
import dev.operable.core.metrics.MetricsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A page of 10,000 series and more: the metrics endpoint, beside the registry that it asks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScrapeBenchmark {
    private static final int SERIES = 10_000;
    private static final int OF_ONE_NAME = 1_000;

    private HttpServer server;
    private HttpContext context;
    private Metrics metrics;
    private HttpHandler endpoint;
    private PrometheusMeterRegistry bare;

    @Setup
    public void setUp() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        metrics = Metrics.start(
                new ServiceIdentity("hits", "1.4.2", "production", "hits-7d9f"), MetricsSettings.defaults());
        endpoint = metrics.handler();
        context = server.createContext("/metrics", endpoint);
        fill(metrics.registry());
        bare = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        bare.config().commonTags("service", "hits", "environment", "production");
        fill(bare);
    }

    private static void fill(MeterRegistry registry) {
        for (int i = 0; i < SERIES; i++) {
            registry.counter("orders." + i / OF_ONE_NAME, "shop", "shop-" + i % OF_ONE_NAME, "outcome", "accepted")
                    .increment(i);
        }
    }

    @TearDown
    public void tearDown() {
        metrics.close();
        server.stop(0);
    }

    @Benchmark
    public int registry() {
        return bare.scrape().length();
    }

    @Benchmark
    public int endpoint() throws IOException {
        InMemoryExchange exchange = new InMemoryExchange(context, new Headers());
        endpoint.handle(exchange);
        return exchange.getResponseCode();
    }
}
