package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static final ServiceEntry SERVICE =
            new ServiceEntry("hits-1", "hits", List.of(), "", 1, Map.of(), 1, 1, false, 0, 0);

    private final ScheduledThreadPoolExecutor timer = Threads.timer("ops-devkit-test");
    private final ExecutorService requests = Threads.perRequest();
    private final Ledger ledger = new Ledger();
    private final Catalog catalog = new Catalog(ledger);
    private Duration now = Duration.ofHours(1);
    private final Checks checks = new Checks(ledger, catalog, timer, new Probes(requests), () -> now.toNanos());

    @AfterEach
    void end() {
        timer.shutdownNow();
        requests.shutdownNow();
    }

    @Test
    void deregistersAServiceThatIsCriticalForLongerThanItMayBe() {
        register("90s");
        later(Duration.ofSeconds(80));
        ledger.exclusively(() -> checks.heartbeat("service:hits-1", CheckEntry.PASSING, ""));
        later(Duration.ofSeconds(80));
        ledger.exclusively(() -> checks.heartbeat("service:hits-1", CheckEntry.CRITICAL, ""));
        later(Duration.ofSeconds(80));
        ledger.exclusively(() -> checks.heartbeat("service:hits-1", CheckEntry.CRITICAL, ""));
        assertThat(catalog.services()).hasSize(1);
        later(Duration.ofSeconds(11));
        assertThat(catalog.services()).isEmpty();
        assertThat(catalog.checks()).isEmpty();
    }

    @Test
    void givesEveryServiceAtLeastAMinute() {
        register("1s");
        later(Duration.ofSeconds(59));
        assertThat(catalog.services()).hasSize(1);
        later(Duration.ofSeconds(2));
        assertThat(catalog.services()).isEmpty();
    }

    @Test
    void keepsACriticalServiceForeverUnlessToldOtherwise() {
        register("0s");
        later(Duration.ofDays(30));
        assertThat(catalog.services()).hasSize(1);
    }

    private void register(String deregisterAfter) {
        String json = "{\"TTL\":\"24h\",\"DeregisterCriticalServiceAfter\":\"" + deregisterAfter + "\"}";
        CheckDefinition check = CheckDefinition.read(JsonBody.parse(json.getBytes(StandardCharsets.UTF_8)));
        ledger.exclusively(() -> {
            catalog.put(SERVICE);
            checks.put(check.of(SERVICE, "service:hits-1"), SERVICE);
        });
    }

    private void later(Duration time) {
        now = now.plus(time);
        checks.reap();
    }
}
