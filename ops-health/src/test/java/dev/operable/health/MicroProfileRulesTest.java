package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rules of MicroProfile Health 4.0 by which probes are answered, as data. */
class MicroProfileRulesTest {
    // Seen to fail, each by the rules that say so: with a service whose own state says nothing of readiness, of the
    // start, or of
    // both together, or something of liveness; with the first or the last check deciding alone; with a procedure that
    // passes
    // when it throws; with probes that ask every check; with a document that always says pass.
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "microprofile-health.csv", delimiter = '|', numLinesToSkip = 1)
    void theRuleHolds(
            String rule,
            String service,
            @Nullable String live,
            @Nullable String ready,
            @Nullable String started,
            String statuses) {
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            register(checks, Probe.LIVE, live);
            register(checks, Probe.READY, ready);
            register(checks, Probe.STARTED, started);
            if (service.equals("ready")) {
                checks.ready(true);
            } else if (service.equals("started")) {
                checks.started();
            }

            assertThat(List.of(
                            status(checks, ""),
                            status(checks, "/live"),
                            status(checks, "/ready"),
                            status(checks, "/started")))
                    .as("all, live, ready, started")
                    .extracting(String::valueOf)
                    .containsExactly(statuses.split(" ", -1));
        }
    }

    private static void register(SelfChecks checks, Probe probe, @Nullable String found) {
        if (found == null) {
            return;
        }
        int number = 0;
        for (String one : found.split(" ", -1)) {
            number++;
            checks.register(
                    probe.name().toLowerCase(Locale.ROOT) + number, Criticality.CRITICAL, probe, () -> switch (one) {
                        case "up" -> CheckResult.pass();
                        case "down" -> CheckResult.fail("down");
                        default -> throw new IllegalStateException("of the procedure");
                    });
        }
    }

    /** The status, which the document repeats. */
    private static int status(SelfChecks checks, String probe) {
        SelfCheckAnswer answer = checks.answer("/self-check" + probe, "application/json");
        JsonNode document = JsonMapper.shared().readTree(answer.body());
        assertThat(document.path("status").asString()).isEqualTo(answer.status() == 200 ? "pass" : "fail");
        return answer.status();
    }
}
