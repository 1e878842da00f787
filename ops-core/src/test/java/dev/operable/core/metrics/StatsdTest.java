package dev.operable.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.core.ServiceIdentity;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** A socket reads the datagrams that an agent would. */
@Timeout(60)
final class StatsdTest {
    private static final ServiceIdentity HITS = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");

    private DatagramSocket agent;
    private int port;

    @BeforeEach
    void start() throws IOException {
        agent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        port = agent.getLocalPort();
        agent.setSoTimeout(20_000);
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "DATADOG orders.sold:4711|c|#statistic:count,environment:production,kind:tea,service:hits",
                "TELEGRAF orders_sold,statistic=count,environment=production,kind=tea,service=hits:4711|c",
                "ETSY ordersSold.environment.production.kind.tea.service.hits.statistic.count:4711|c"
            })
    void aCounterIsSentInTheDialectOfTheAgent(StatsdSettings.Flavor flavor, String line) throws Exception {
        try (Metrics metrics = start(flavor)) {
            metrics.registry().counter("orders.sold", "kind", "tea").increment(4711);

            assertThat(lineWith(":4711|c")).isEqualTo(line);
        }
    }

    @Test
    void gaugesAreSentToo() throws Exception {
        try (Metrics metrics = start(StatsdSettings.Flavor.DATADOG)) {
            metrics.registry().gauge("orders.open", 7);

            assertThat(lineWith("orders.open")).startsWith("orders.open:7|g|#");
        }
    }

    // Without Statsd.quiet there is a warning for nearly each datagram.
    @Test
    void anAgentThatIsAwayHarmsNothingAndFillsNoLog() {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(logged);
        agent.close();
        try (Metrics metrics = start(StatsdSettings.Flavor.DATADOG)) {
            for (int i = 0; i < 10_000; i++) {
                metrics.registry().counter("orders.sold").increment();
            }

            assertThat(metrics.registry().get("orders.sold").counter()).isNotNull();
        } finally {
            root.detachAppender(logged);
        }
        assertThat(List.copyOf(logged.list)).isEmpty();
    }

    private Metrics start(StatsdSettings.Flavor flavor) {
        StatsdSettings settings = new StatsdSettings(Optional.of("127.0.0.1"), port, flavor, Duration.ofMillis(100));
        PushSettings push = new PushSettings(OtlpSettings.off(), InfluxSettings.off(), settings);
        return Metrics.start(HITS, MetricsSettings.defaults(), PushRegistries.open(HITS, push));
    }

    private String lineWith(String part) throws IOException {
        byte[] buffer = new byte[65_536];
        while (true) {
            DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
            agent.receive(datagram);
            String lines = new String(buffer, 0, datagram.getLength(), StandardCharsets.UTF_8);
            for (String line : lines.split("\n", -1)) {
                if (line.contains(part)) {
                    return line;
                }
            }
        }
    }
}
