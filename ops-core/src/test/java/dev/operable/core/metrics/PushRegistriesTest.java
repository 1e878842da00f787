package dev.operable.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.operable.config.Secret;
import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The receiver is a real one, as far as a client can tell: it decodes what OpenTelemetry's collector would. */
@Timeout(60)
final class PushRegistriesTest {
    private static final ServiceIdentity HITS = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");

    private record Push(String path, String authorization, ExportMetricsServiceRequest request) {
        ResourceMetrics metrics() {
            return request.getResourceMetrics(0);
        }

        Optional<Metric> metric(String name) {
            return metrics().getScopeMetrics(0).getMetricsList().stream()
                    .filter(metric -> metric.getName().equals(name))
                    .findFirst();
        }
    }

    private final BlockingQueue<Push> pushes = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int status = 200;
    private volatile boolean hanging;
    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(threads);
        receiver.createContext("/", this::take);
        receiver.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        receiver.stop(0);
        threads.shutdownNow();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        pushes.add(new Push(
                exchange.getRequestURI().getPath(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                ExportMetricsServiceRequest.parseFrom(body)));
        try {
            if (hanging) {
                release.await();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void metersArePushedWithWhoTheyAreOf() throws Exception {
        try (Metrics metrics = start(otlp(endpoint(""), 100))) {
            metrics.registry().counter("orders.sold", "kind", "tea").increment(3);

            Metric sold = metricWithValue("orders.sold");

            assertThat(sold.getSum().getDataPoints(0).getAttributesList().stream()
                            .collect(Collectors.toMap(
                                    KeyValue::getKey, value -> value.getValue().getStringValue())))
                    .isEqualTo(Map.of("kind", "tea", "service", "hits", "environment", "production"));
        }
    }

    @Test
    void thePushSaysWhoItIsFromAndCarriesTheHeaders() throws Exception {
        OtlpSettings settings = new OtlpSettings(
                Optional.of(endpoint("/base/")),
                Optional.empty(),
                Optional.of(Secret.of("Authorization=Bearer%20a+b,x-tenant=7")),
                100);
        try (Metrics metrics = start(settings)) {
            assertThat(metrics.registry()).isNotNull();
            Push push = next();

            assertThat(push.path()).isEqualTo("/base/v1/metrics");
            assertThat(push.authorization()).isEqualTo("Bearer a+b");
            assertThat(push.metrics().getResource().getAttributesList().stream()
                            .collect(Collectors.toMap(
                                    KeyValue::getKey, value -> value.getValue().getStringValue())))
                    .contains(
                            Map.entry("service.name", "hits"),
                            Map.entry("service.version", "1.2.3"),
                            Map.entry("service.instance.id", "hits-7"),
                            Map.entry("deployment.environment.name", "production"));
        }
    }

    // Without the close of the registries nothing is pushed here at all: the interval is a day.
    @Test
    void whatWasMeasuredLastIsPushedAtTheEnd() throws Exception {
        Metrics metrics = start(otlp(endpoint(""), 86_400_000));
        metrics.registry().counter("orders.sold").increment(3);

        metrics.close();

        assertThat(next().metric("orders.sold")
                        .orElseThrow()
                        .getSum()
                        .getDataPoints(0)
                        .getAsDouble())
                .isEqualTo(3);
    }

    // With registry.close() in the closing thread itself this takes as long as the client waits: 9 s and more.
    @Test
    void aReceiverThatHangsHoldsUpNeitherMeasuringNorTheStopForLong() throws Exception {
        hanging = true;
        Metrics metrics = start(otlp(endpoint(""), 100));
        next();
        long begin = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            metrics.registry().counter("orders.sold").increment();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(7));
        long closing = System.nanoTime();

        metrics.close();

        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(7));
    }

    @Test
    void aReceiverThatIsAwayIsForgivenAndPushedToWhenItIsBack() throws Exception {
        status = 503;
        try (Metrics metrics = start(otlp(endpoint(""), 100))) {
            metrics.registry().counter("orders.sold").increment(3);
            next();
            status = 200;

            assertThat(metricWithValue("orders.sold").getSum().getDataPoints(0).getAsDouble())
                    .isEqualTo(3);
        }
    }

    @Test
    void nobodyThereIsNoReasonNotToStart() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (Metrics metrics = start(otlp(URI.create("http://127.0.0.1:" + free), 100))) {
            metrics.registry().counter("orders.sold").increment();

            assertThat(metrics.registry().get("orders.sold").counter().count()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsOpenedWithoutAnEndpoint() {
        assertThat(PushRegistries.open(HITS, PushSettings.off())).isEmpty();
    }

    @Test
    void anotherRegistryGetsEveryMeterWithTheTagsAndTheCap() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        MetricsSettings two = new MetricsSettings(2, List.of());
        try (Metrics metrics = Metrics.start(HITS, two, List.of(own))) {
            for (int user = 0; user < 5; user++) {
                metrics.registry().counter("orders.sold", "user", "u" + user).increment();
            }

            assertThat(own.find("orders.sold").counters()).hasSize(2);
            assertThat(own.get("orders.sold")
                            .tag("service", "hits")
                            .tag("user", "u0")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(own.find("jvm.memory.used").gauges()).isNotEmpty();
        }
        assertThat(own.isClosed()).isTrue();
    }

    @Test
    void headersThatAreNoneAreRefusedWithoutBeingShown() {
        for (String wrong : List.of("hunter2", "=hunter2", "key=%hunter2")) {
            assertThatThrownBy(() ->
                            new OtlpSettings(Optional.empty(), Optional.empty(), Optional.of(Secret.of(wrong)), 60_000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("OTEL_EXPORTER_OTLP_HEADERS ")
                    .message()
                    .doesNotContain("hunter2");
        }
    }

    private static Metrics start(OtlpSettings settings) {
        return Metrics.start(
                HITS,
                MetricsSettings.defaults(),
                PushRegistries.open(HITS, new PushSettings(settings, InfluxSettings.off(), StatsdSettings.off())));
    }

    private URI endpoint(String path) {
        return URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + path);
    }

    private static OtlpSettings otlp(URI endpoint, int intervalMillis) {
        return new OtlpSettings(Optional.of(endpoint), Optional.empty(), Optional.empty(), intervalMillis);
    }

    private Push next() throws InterruptedException {
        Push push = pushes.poll(20, TimeUnit.SECONDS);
        assertThat(push).isNotNull();
        return push;
    }

    private Metric metricWithValue(String name) throws InterruptedException {
        while (true) {
            Optional<Metric> metric = next().metric(name);
            if (metric.isPresent() && metric.get().getSum().getDataPoints(0).getAsDouble() > 0) {
                return metric.get();
            }
        }
    }
}
