package dev.operable.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class SeriesCapTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(SeriesCap.class);

    @BeforeEach
    void install() {
        events.start();
        logger.addAppender(events);
        SeriesCap.install(registry, 3);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(events);
    }

    // Without the filter in install() the registry has 50 series, and this test fails.
    @Test
    void keepsTheFirstSeriesAndCountsWhatIsLeftOut() {
        for (int user = 0; user < 50; user++) {
            registry.counter("orders", "user", "u" + user).increment();
        }
        registry.counter("orders", "user", "u1").increment();

        assertThat(registry.find("orders").counters()).hasSize(3);
        assertThat(registry.get("orders").tag("user", "u1").counter().count()).isEqualTo(2);
        assertThat(denied()).isEqualTo(47);
    }

    @Test
    void saysItOnceForEachName() {
        for (int user = 0; user < 9; user++) {
            registry.counter("orders", "user", "u" + user);
            registry.timer("answers", "user", "u" + user);
        }

        assertThat(events.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly(message(), message());
        assertThat(events.list)
                .extracting(event -> event.getKeyValuePairs().get(0).value)
                .containsExactly("orders", "answers");
    }

    @Test
    void otherMetersAreNotTouched() {
        for (int user = 0; user < 9; user++) {
            registry.counter("orders", "user", "u" + user);
        }
        registry.counter("payments").increment();

        assertThat(registry.get("payments").counter().count()).isEqualTo(1);
    }

    @Test
    void aMeterThatIsRemovedMakesRoom() {
        Counter first = registry.counter("orders", "user", "u0");
        registry.counter("orders", "user", "u1");
        registry.counter("orders", "user", "u2");
        registry.remove(first);

        registry.counter("orders", "user", "u3").increment();

        assertThat(registry.get("orders").tag("user", "u3").counter().count()).isEqualTo(1);
        assertThat(denied()).isZero();
    }

    @Test
    void refusesSettingsThatMeasureNothing() {
        assertThatThrownBy(() -> new MetricsSettings(0, List.of())).hasMessageContaining("positive");
        assertThatThrownBy(() -> new MetricsSettings(1, List.of(Duration.ZERO))).hasMessageContaining("positive");
    }

    private static String message() {
        return "A meter has 3 combinations of tag values: further ones are not measured. Give its tags few values, or"
                + " raise OPS_METRICS_SERIES.";
    }

    private double denied() {
        return registry.get("ops.metrics.denied").functionCounter().count();
    }
}
