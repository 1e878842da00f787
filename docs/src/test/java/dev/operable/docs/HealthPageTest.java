package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.HealthCheck;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever copies from the page of self-checks gets what the page says. */
class HealthPageTest {
    private static final String PAGE = "docs/health.md";
    private static final Pattern ASKED = Pattern.compile("/self-check[\\w/?=&]*");

    private static String text(String name) throws IOException {
        return Snippet.of(PAGE, name).text();
    }

    @ParameterizedTest
    @CsvSource({
        // who asks, what it asks, then the status of a service that starts, is ready, is degraded, fails and stops
        "kubernetes, /self-check/started, 503 200 200 200 200",
        "kubernetes, /self-check/live, 200 200 200 200 200",
        "kubernetes, /self-check/ready, 503 200 200 503 503",
        "haproxy, /self-check/ready, 503 200 200 503 503",
        "nginx, /self-check/ready, 503 200 200 503 503"
    })
    void whatProbesAreToldToAskIsAnsweredAsTheyReadIt(String who, String what, String statuses) throws IOException {
        assertThat(ASKED.matcher(text(who)).results().map(MatchResult::group)).contains(what);
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            CheckResult[] disk = {CheckResult.pass()};
            checks.add(HealthCheck.named("disk").cache(Duration.ZERO).of(() -> disk[0]));
            checks.register("threads", Criticality.CRITICAL, Probe.LIVE, CheckResult::pass);
            int starting = checks.answer(what, "*/*").status();
            checks.ready(true);
            int ready = checks.answer(what, "*/*").status();
            disk[0] = CheckResult.degraded("7% free");
            int degraded = checks.answer(what, "*/*").status();
            disk[0] = CheckResult.fail("full");
            int failing = checks.answer(what, "*/*").status();
            checks.ready(false, "stopping");
            int stopping = checks.answer(what, "*/*").status();

            assertThat(List.of(starting, ready, degraded, failing, stopping))
                    .extracting(String::valueOf)
                    .containsExactly(statuses.split(" ", -1));
        }
    }

    @Test
    void everyPathOfTheProbesExists() throws IOException {
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            for (String who : List.of("kubernetes", "haproxy", "nginx")) {
                assertThat(ASKED.matcher(text(who)).results().map(MatchResult::group))
                        .isNotEmpty()
                        .allSatisfy(path ->
                                assertThat(checks.answer(path, null).status()).isNotEqualTo(404));
            }
        }
    }
}
