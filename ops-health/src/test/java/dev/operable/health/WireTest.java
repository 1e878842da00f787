package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WireTest {
    private final ManualTime time = new ManualTime();
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry(), Clock.systemUTC(), time);
    private volatile CheckResult disk = CheckResult.pass();
    private final AtomicInteger runs = new AtomicInteger();

    @BeforeEach
    void register() {
        checks.register("disk", Criticality.DEGRADES, Probe.READY, () -> {
            runs.incrementAndGet();
            return disk;
        });
        checks.register("deadlock", Criticality.CRITICAL, Probe.LIVE, CheckResult::pass);
        checks.register("cold store & co", Criticality.CRITICAL, Probe.STARTED, () -> CheckResult.fail("away"));
        checks.ready(true);
    }

    @AfterEach
    void close() {
        checks.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/self-check                                   | 503 | failing: cold store & co",
                "/self-check?probe=live                        | 200 | everything is well",
                "/self-check?probe=started                     | 503 | failing: cold store & co",
                "/self-check/ready?probe=ready                 | 200 | everything is well",
                "/self-check?check=disk                        | 200 | everything is well",
                "/self-check?check=cold+store+%26+co           | 503 | failing: cold store & co",
                "/self-check?check=cold%20store%20%26%20co     | 503 | failing: cold store & co",
                "/self-check?check=disk&check=deadlock         | 200 | everything is well",
                "/self-check/ready?check=disk&for=consul       | 200 | everything is well",
                "/self-check?%63heck=disk                      | 200 | everything is well",
                "/self-check/live?x=1&verbose                  | 200 | everything is well",
                "/self-check/live?                             | 200 | everything is well"
            })
    void aQuestionMayNameAProbeAndChecks(String target, int status, String body) {
        SelfCheckAnswer answer = checks.answer(target, null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/self-check?check=dsik",
                "/self-check?check=",
                "/self-check?check=disk&check=nothing",
                "/self-check?check=%zz",
                "/self-check/live?check=disk",
                "/self-check?probe=dead",
                "/self-check?probe=",
                "/self-check?for=nomad",
                "/self-check/nothing",
                "/self-check/",
                "/"
            })
    void whatDoesNotExistIsNotFound(String target) {
        SelfCheckAnswer answer = checks.answer(target, "application/json");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
        assertThat(answer.body()).doesNotContain("dsik");
    }

    @Test
    void twoProbesAtOnceAreNoQuestionAndTheSameTwiceIsOne() {
        assertThat(checks.answer("/self-check?probe=live&probe=ready", null).status())
                .isEqualTo(400);
        assertThat(checks.answer("/self-check/live?probe=ready", null).status()).isEqualTo(400);
        assertThat(checks.answer("/self-check?probe=live&probe=live&check=deadlock&check=deadlock", null)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/self-check, text/html",
        "/self-check, */*",
        "/self-check/live, application/json",
        "/self-check?check=x, */*",
        "/x, */*",
        "/self-check/live?probe=ready, */*"
    })
    void everyAnswerSaysThatItIsNotToBeKeptNorGuessed(String target, String accept) {
        assertThat(checks.answer(target, accept).headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Vary", "Accept")
                .containsEntry("X-Content-Type-Options", "nosniff");
    }

    // Of a check in the background it would say "for 2 s" until the next result.
    @Test
    void aPageDoesNotTellOldTimesForLongerThanASecond() {
        checks.answer("/self-check/live", "text/html");
        SelfCheckAnswer page = checks.answer("/self-check/live", "text/html");

        time.advance(Duration.ofMillis(999));
        assertThat(checks.answer("/self-check/live", "text/html")).isSameAs(page);
        time.advance(Duration.ofMillis(1));
        assertThat(checks.answer("/self-check/live", "text/html")).isNotSameAs(page);
    }

    @Test
    void oneCheckIsAnsweredWhateverTheServiceSaysOfItself() {
        checks.ready(false, "stopping");

        assertThat(checks.answer("/self-check?check=disk", null).status()).isEqualTo(200);
        assertThat(checks.answer("/self-check/ready", null).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"PASS, 200, 200", "DEGRADED, 200, 429", "FAIL, 200, 429"})
    void degradedIsAWarningForConsulAndWellForALoadBalancer(CheckResult.Status found, int usual, int forConsul) {
        disk = new CheckResult(found, "7% free", java.util.Map.of());

        assertThat(checks.answer("/self-check/ready", null).status()).isEqualTo(usual);
        assertThat(checks.answer("/self-check/ready?for=consul", null).status()).isEqualTo(forConsul);
        assertThat(checks.answer("/self-check/started?for=consul", null).status())
                .as("down is down for everybody")
                .isEqualTo(503);
    }

    @Test
    void detailsAreThereInCodeAndOnRequestAndWithoutSecrets() {
        checks.add(HealthCheck.named("queue")
                .criticality(Criticality.INFO)
                .owner("team-q")
                .runbook(URI.create("https://wiki.example/queue"))
                .of(() -> CheckResult.degraded("amqp://ann:swordfish@mq-1/ refused")
                        .with("depth", 7)
                        .with("apiToken", "swordfish")
                        .with("url", "http://x/?token=swordfish")));

        JsonNode told = JsonMapper.shared()
                .readTree(checks.answer("/self-check?check=queue", "application/json", true)
                        .body())
                .at("/checks/queue/0");
        String open =
                checks.answer("/self-check?check=queue", "application/json").body();

        assertThat(told.path("output").asString()).isEqualTo("amqp://ann:•••@mq-1/ refused");
        assertThat(told.path("data").toString())
                .isEqualTo("{\"depth\":7,\"apiToken\":\"•••\",\"url\":\"http://x/?token=•••\"}");
        assertThat(told.path("owner").asString()).isEqualTo("team-q");
        assertThat(told.at("/links/runbook").asString()).isEqualTo("https://wiki.example/queue");
        assertThat(told.at("/history/runs")).hasSize(1);
        assertThat(told.at("/history/changes/0/to").asString()).isEqualTo("warn");
        assertThat(told.at("/history/durationMs/p50").isNumber()).isTrue();
        assertThat(open)
                .doesNotContain("mq-1")
                .doesNotContain("team-q")
                .doesNotContain("wiki")
                .doesNotContain("history");
        assertThat(checks.verdict().toString()).doesNotContain("swordfish");
    }

    @Test
    void anAnswerIsPreparedOnceAndServesWhileNothingChanges() {
        checks.answer("/self-check/ready", null);
        SelfCheckAnswer prepared = checks.answer("/self-check/ready", null);

        assertThat(checks.answer("/self-check/ready", "*/*")).isSameAs(prepared);
        assertThat(checks.answer("/self-check/ready", "text/html")).isNotSameAs(prepared);
        assertThat(checks.answer("/self-check/ready", null, true)).isNotSameAs(prepared);
        assertThat(checks.answer("/self-check/live", null)).isNotSameAs(prepared);
    }

    // Each was seen to fail: without the time in what is prepared, and without the count of changes.
    @Test
    void aPreparedAnswerDoesNotOutliveTheResultsThatItIsMadeOf() {
        checks.answer("/self-check/ready?for=consul", null);
        assertThat(checks.answer("/self-check/ready?for=consul", null).status()).isEqualTo(200);
        disk = CheckResult.degraded("full");
        Await.until("the end of the run", () -> !checks.busy("disk"));

        time.advance(CheckDefinition.CACHE.minusNanos(1));
        assertThat(checks.answer("/self-check/ready?for=consul", null).status()).isEqualTo(200);
        assertThat(runs).hasValue(1);
        time.advance(Duration.ofNanos(1));
        assertThat(checks.answer("/self-check/ready?for=consul", null).status()).isEqualTo(429);
        assertThat(runs).hasValue(2);
    }

    @Test
    void aPreparedAnswerDoesNotOutliveTheStateOfTheServiceNorTheListOfChecks() {
        checks.answer("/self-check/ready", null);
        assertThat(checks.answer("/self-check/ready", null).status()).isEqualTo(200);

        checks.ready(false, "stopping");
        assertThat(checks.answer("/self-check/ready", null).body()).isEqualTo("not ready: stopping");
        checks.ready(true);
        assertThat(checks.answer("/self-check/ready", null).status()).isEqualTo(200);
        checks.maintenance(Optional.of("new disk"));
        assertThat(checks.answer("/self-check/ready", null).body()).isEqualTo("not ready: maintenance: new disk");
        checks.maintenance(Optional.empty());
        assertThat(checks.answer("/self-check/ready", null).status()).isEqualTo(200);
        checks.register("late", Criticality.CRITICAL, Probe.READY, () -> CheckResult.fail("no"));
        assertThat(checks.answer("/self-check/ready", null).body()).isEqualTo("failing: late");
    }

    @Test
    void aBackgroundResultIsToldAtOnce() {
        checks.add(HealthCheck.named("flips")
                .criticality(Criticality.DEGRADES)
                .every(Duration.ofMillis(100))
                .of(() -> disk));
        Await.until("well", () -> checks.answer("/self-check/ready?check=flips", null)
                .body()
                .contains("well"));
        disk = CheckResult.degraded("full");

        Await.until(
                "degraded",
                () -> checks.answer("/self-check/ready", null).body().contains("flips"));
    }

    @Test
    void theTableForPeopleHasALineForEachCheck() {
        disk = CheckResult.degraded("7%\n free");

        String name = "upstream of a service with a long name";
        checks.register(name, Criticality.INFO, Probe.READY, () -> CheckResult.fail("\u001B[2J\u202Egone\u2028\u0000"));
        assertThat(checks.verdict()
                        .table()
                        .lines()
                        .map(line -> line.indexOf(" ms"))
                        .distinct())
                .as("columns")
                .hasSize(1);
        assertThat(checks.verdict().table())
                .as("nothing that a terminal obeys")
                .contains("\\u001B[2J\\u202Egone \\u0000")
                .doesNotContain("\u001B", "\u202E");
    }

    @Test
    void theTableForPeopleIsAsWideAsItsNames() {
        disk = CheckResult.degraded("7%\n free");

        assertThat(checks.verdict().table().replaceAll(" +\\d+ ms", " N ms")).isEqualTo("""
                          disk            degraded N ms  7% free
                          deadlock        pass N ms
                          cold store & co FAIL N ms  away
                        """.indent(0));
    }
}
