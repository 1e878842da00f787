package dev.operable.benchmarks;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.operable.config.ByteSize;
import dev.operable.core.http.HttpSettings;
import dev.operable.core.http.InFlight;
import dev.operable.core.http.IncomingFilter;
import dev.operable.core.http.IncomingRequests;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What the filter for incoming requests costs, without a network: the same exchange with it and without. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IncomingFilterBenchmark {
    /** {@code bare}: a caller that says nothing; {@code traced}: trace, state, request id, caller and deadline. */
    @Param({"bare", "traced", "limited"})
    public String request = "bare";

    private HttpServer server;
    private Filter.Chain handler;
    private IncomingFilter filter;
    private Headers headers;
    private HttpContext context;

    @Setup
    public void setUp() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpHandler answer = exchange -> exchange.sendResponseHeaders(204, -1);
        context = server.createContext("/", answer);
        handler = new Filter.Chain(List.of(), answer);
        boolean limited = request.equals("limited");
        HttpSettings settings = limited
                ? new HttpSettings(
                        false,
                        false,
                        new ByteSize(1 << 20),
                        100,
                        Duration.ofSeconds(1),
                        1_000_000_000,
                        0,
                        HttpSettings.RateBy.ADDRESS)
                : HttpSettings.defaults();
        filter = new IncomingFilter(
                new IncomingRequests(settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), new InFlight()));
        headers = new Headers();
        if (!request.equals("bare")) {
            headers.set("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            headers.set("tracestate", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
            headers.set("X-Request-Id", "4bf92f3577b34da6");
            headers.set("Ops-Caller", "links");
            headers.set("Ops-Deadline-Ms", "2500");
        }
    }

    @TearDown
    public void tearDown() {
        server.stop(0);
    }

    @Benchmark
    public int without() throws IOException {
        InMemoryExchange exchange = new InMemoryExchange(context, headers);
        handler.doFilter(exchange);
        return exchange.getResponseCode();
    }

    @Benchmark
    public int with() throws IOException {
        InMemoryExchange exchange = new InMemoryExchange(context, headers);
        filter.doFilter(exchange, handler);
        return exchange.getResponseCode();
    }

    public static void main(String[] args) throws Exception {
        new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .include(IncomingFilterBenchmark.class.getSimpleName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }
}
