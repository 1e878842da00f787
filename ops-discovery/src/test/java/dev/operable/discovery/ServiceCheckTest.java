package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.ServiceCheck.Heartbeat;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ServiceCheckTest {
    @Test
    void a_heartbeat_tells_what_the_self_check_tells_consul() {
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            ServiceCheck.Ttl check = (ServiceCheck.Ttl) ServiceCheck.ttl(checks);

            assertThat(check.verdict().get())
                    .isEqualTo(new Heartbeat(Heartbeat.Status.CRITICAL, "not ready: starting"));
            checks.started();
            checks.ready(true);
            assertThat(check.verdict().get()).isEqualTo(new Heartbeat(Heartbeat.Status.PASSING, "everything is well"));
            checks.ready(false, "stopping");
            assertThat(check.verdict().get())
                    .isEqualTo(new Heartbeat(Heartbeat.Status.CRITICAL, "not ready: stopping"));
        }
    }

    @Test
    void a_degraded_service_is_a_warning_and_a_failing_one_critical() {
        try (SelfChecks degraded = ready(CheckResult.degraded("almost full"));
                SelfChecks failing = ready(CheckResult.fail("full"))) {
            assertThat(((ServiceCheck.Ttl) ServiceCheck.ttl(degraded)).verdict().get())
                    .isEqualTo(new Heartbeat(Heartbeat.Status.WARNING, "degraded: disk"));
            assertThat(((ServiceCheck.Ttl) ServiceCheck.ttl(failing)).verdict().get())
                    .isEqualTo(new Heartbeat(Heartbeat.Status.CRITICAL, "failing: disk"));
        }
    }

    private static SelfChecks ready(CheckResult disk) {
        SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());
        checks.register("disk", Criticality.CRITICAL, Probe.READY, () -> disk);
        checks.started();
        checks.ready(true);
        return checks;
    }
}
