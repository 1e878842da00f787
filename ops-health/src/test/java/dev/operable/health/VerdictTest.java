package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());

    @AfterEach
    void close() {
        checks.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CRITICAL, PASS, UP",
        "CRITICAL, DEGRADED, DEGRADED",
        "CRITICAL, FAIL, DOWN",
        "DEGRADES, PASS, UP",
        "DEGRADES, DEGRADED, DEGRADED",
        "DEGRADES, FAIL, DEGRADED",
        "INFO, PASS, UP",
        "INFO, DEGRADED, UP",
        "INFO, FAIL, UP"
    })
    void theVerdictFollowsFromCriticalityAndResult(
            Criticality criticality, CheckResult.Status status, Verdict.Status expected) {
        Verdict verdict = Verdict.of(
                "",
                List.of(
                        outcome("other", Criticality.CRITICAL, CheckResult.Status.PASS),
                        outcome("x", criticality, status)));

        assertThat(verdict.status()).isEqualTo(expected);
    }

    @Test
    void theSummaryNamesTheStateAndWhatFailsAndWhatDegrades() {
        Verdict verdict = Verdict.of(
                "stopping",
                List.of(
                        outcome("store", Criticality.CRITICAL, CheckResult.Status.FAIL),
                        outcome("queue", Criticality.CRITICAL, CheckResult.Status.FAIL),
                        outcome("disk", Criticality.DEGRADES, CheckResult.Status.FAIL),
                        outcome("news", Criticality.INFO, CheckResult.Status.FAIL)));

        assertThat(verdict.summary()).isEqualTo("not ready: stopping; failing: store, queue; degraded: disk");
    }

    @Test
    void noChecksIsWell() {
        assertThat(Verdict.of("", List.of()).summary()).isEqualTo("everything is well");
    }

    @Test
    void aServiceStartsAsNotReadyAndItsLivenessDoesNotDependOnThat() {
        assertStatus(503, 200, 503, 503);
        assertThat(checks.verdict().summary()).isEqualTo("not ready: starting");

        checks.started();
        assertStatus(503, 200, 503, 200);

        checks.ready(true);
        assertStatus(200, 200, 200, 200);

        checks.ready(false, "stopping");
        assertStatus(503, 200, 503, 200);
        assertThat(checks.answer("/self-check/ready", null).body()).isEqualTo("not ready: stopping");
    }

    @Test
    void maintenanceKeepsTrafficAwayAndLeavesTheRestAsItWas() {
        checks.maintenance(Optional.of("new <disk>"));
        assertThat(checks.answer("/self-check/ready", null).body()).isEqualTo("not ready: starting");

        checks.ready(true);
        assertStatus(503, 200, 503, 200);
        assertThat(checks.answer("/self-check/ready", null).body()).isEqualTo("not ready: maintenance: new <disk>");
        assertThat(checks.answer("/self-check/ready", "text/html").body()).doesNotContain("<disk>");

        checks.maintenance(Optional.empty());
        assertStatus(200, 200, 200, 200);

        checks.maintenance(Optional.of("new disk"));
        checks.ready(false, "stopping");
        checks.maintenance(Optional.empty());
        assertStatus(503, 200, 503, 200);
    }

    @Test
    void aServiceThatIsReadyHasStarted() {
        checks.ready(true);

        assertStatus(200, 200, 200, 200);
    }

    @Test
    void eachProbeAsksItsOwnChecksAndSelfCheckAsksAll() {
        checks.ready(true);
        checks.register("warm", Criticality.CRITICAL, Probe.STARTED, () -> CheckResult.fail("cold"));
        assertStatus(503, 200, 200, 503);
        checks.register("store", Criticality.CRITICAL, Probe.READY, () -> CheckResult.fail("away"));
        assertStatus(503, 200, 503, 503);
        checks.register("stuck", Criticality.CRITICAL, Probe.LIVE, () -> CheckResult.fail("deadlock"));
        assertStatus(503, 503, 503, 503);

        assertThat(checks.verdict().failing()).containsExactly("warm", "store", "stuck");
    }

    private void assertStatus(int all, int live, int ready, int started) {
        assertThat(List.of(status(""), status("/live"), status("/ready"), status("/started")))
                .as("self-check, live, ready, started")
                .containsExactly(all, live, ready, started);
    }

    private int status(String probe) {
        return checks.answer("/self-check" + probe, null).status();
    }

    private static CheckOutcome outcome(String name, Criticality criticality, CheckResult.Status status) {
        return new CheckOutcome(
                HealthCheck.named(name).criticality(criticality).of(CheckResult::pass),
                status,
                new CheckResult(status, "because", Map.of()),
                false,
                Duration.ZERO,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
