package dev.operable.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class JvmMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JvmMeters jvm = new JvmMeters(registry);

    @Test
    void areThereWhenSomebodyHasAskedForThemAndOnlyOnce() {
        assertThat(registry.getMeters()).isEmpty();

        jvm.bind();
        int bound = registry.getMeters().size();
        jvm.bind();

        assertThat(registry.find("jvm.memory.used").gauges()).isNotEmpty();
        assertThat(registry.getMeters()).hasSize(bound);
        jvm.close();
    }

    @Test
    void areThereSoonAlsoWhenNobodyAsks() throws InterruptedException {
        CountDownLatch last = new CountDownLatch(1);
        registry.config().onMeterAdded(meter -> {
            if (meter.getId().getName().equals("jvm.gc.memory.promoted")) {
                last.countDown();
            }
        });

        jvm.bindSoon();

        assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
        jvm.close();
    }

    @Test
    void areNotBoundToARegistryThatIsClosed() {
        jvm.close();
        jvm.bind();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void areThereAtOnceForARegistryThatPushes() {
        ServiceIdentity hits = new ServiceIdentity("hits", "1.2.3", "production", "hits-7");
        try (Metrics metrics = Metrics.start(hits, MetricsSettings.defaults(), List.of(registry))) {
            assertThat(metrics.registry()).isNotNull();
            assertThat(registry.find("jvm.memory.used").gauges()).isNotEmpty();
        }
    }
}
