package dev.operable.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.operable.config.Secret;
import dev.operable.core.ServiceIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A receiver in this process reads the lines that InfluxDB would. */
@Timeout(60)
final class InfluxTest {
    private static final ServiceIdentity HITS = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");

    private record Push(String uri, String authorization, String lines) {}

    private final BlockingQueue<Push> pushes = new LinkedBlockingQueue<>();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private volatile int status = 204;
    private HttpServer store;

    @BeforeEach
    void start() throws IOException {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext("/", this::take);
        store.start();
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(logged);
        store.stop(0);
    }

    private static ch.qos.logback.classic.Logger logger() {
        return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Reception.class);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
            pushes.add(new Push(
                    exchange.getRequestURI().toString(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    new String(body.readAllBytes(), StandardCharsets.UTF_8)));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void metersAreWrittenToTheBucketOfTheSecondVersion() throws Exception {
        InfluxSettings settings = new InfluxSettings(
                Optional.of(url()),
                Optional.of(Secret.of("t0ken")),
                Optional.of("shop"),
                "numbers",
                // What a step counts is in the push after it alone: one that comes too late has nothing.
                Duration.ofSeconds(1));
        try (Metrics metrics = start(settings)) {
            metrics.registry().counter("orders.sold", "kind", "tea").increment(4711);

            Push push = next(pushed -> pushed.lines().contains("value=4711"));

            assertThat(push.lines())
                    .contains(
                            "orders_sold,environment=production,kind=tea,service=hits,metric_type=counter value=4711 ");
            assertThat(push.uri()).startsWith("/api/v2/write?").contains("bucket=numbers", "org=shop");
            assertThat(push.authorization()).isEqualTo("Token t0ken");
        }
    }

    @Test
    void withoutAnOrganizationTheFirstVersionIsSpoken() throws Exception {
        try (Metrics metrics = start(firstVersion(Duration.ofMillis(100)))) {
            assertThat(metrics.registry()).isNotNull();

            assertThat(next(push -> true).uri()).startsWith("/write?").contains("db=metrics");
        }
    }

    // Without the close of the registries nothing is pushed here at all: the interval is a day.
    @Test
    void whatWasMeasuredLastIsPushedAtTheEnd() throws Exception {
        Metrics metrics = start(firstVersion(Duration.ofDays(1)));
        metrics.registry().counter("orders.sold").increment(3);

        metrics.close();

        assertThat(next(push -> true).lines()).contains("orders_sold,");
    }

    // Without Influx.Store Micrometer logs an error for each push.
    @Test
    void aStoreThatTakesNothingIsToldOnceAndAgainWhenItDoes() throws Exception {
        status = 503;
        try (Metrics metrics = start(firstVersion(Duration.ofMillis(100)))) {
            assertThat(metrics.registry()).isNotNull();
            next(push -> true);
            next(push -> true);
            next(push -> true);
            status = 204;
            next(push -> true);
            next(push -> true);
        }
        assertThat(logged.list)
                .extracting(ILoggingEvent::getMessage)
                .containsExactly(
                        "The receiver of metrics takes none. They are pushed again when it does.",
                        "The receiver of metrics takes them again.");
        assertThat(logged.list.get(0).getKeyValuePairs())
                .anySatisfy(pair -> assertThat(pair.key + "=" + pair.value).startsWith("answer=503"));
    }

    @Test
    void anOrganizationNeedsAToken() {
        assertThatThrownBy(() -> new InfluxSettings(
                        Optional.of(url()), Optional.empty(), Optional.of("shop"), "metrics", Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token")
                .hasMessageContaining("INFLUX_ORG");
    }

    private static Metrics start(InfluxSettings settings) {
        PushSettings push = new PushSettings(OtlpSettings.off(), settings, StatsdSettings.off());
        return Metrics.start(HITS, MetricsSettings.defaults(), PushRegistries.open(HITS, push));
    }

    private InfluxSettings firstVersion(Duration every) {
        return new InfluxSettings(Optional.of(url()), Optional.empty(), Optional.empty(), "metrics", every);
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + store.getAddress().getPort());
    }

    private Push next(Predicate<Push> wanted) throws InterruptedException {
        while (true) {
            Push push = pushes.poll(20, TimeUnit.SECONDS);
            assertThat(push).isNotNull();
            if (wanted.test(push)) {
                return push;
            }
        }
    }
}
