package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("UnusedMethod") // called by reflection
class CheckDefinitionTest {
    private static final HealthCheck PING = new HealthCheck() {
        @Override
        public CheckResult run() {
            return CheckResult.pass();
        }

        @Override
        public boolean external() {
            return true;
        }
    };

    @Test
    void theDefaultsAreThoseOfTheAnnotation() {
        CheckDefinition built = HealthCheck.named("x").of(CheckResult::pass);
        CheckDefinition annotated = AnnotatedChecks.of(new Object() {
                    @SelfCheck("x")
                    void check() {}
                })
                .get(0);

        assertThat(built)
                .usingRecursiveComparison()
                .ignoringFields("check", "origin")
                .isEqualTo(annotated);
        assertThat(built.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(built.cache()).isEqualTo(Duration.ofSeconds(2));
        assertThat(built.runbook()).isEmpty();
    }

    static Stream<Map.Entry<Consumer<CheckBuilder>, String>> nonsense() {
        return Stream.of(
                Map.entry(b -> b.timeout(Duration.ZERO), "has the timeout 0s. It must be longer than zero"),
                Map.entry(b -> b.every(Duration.ofSeconds(-1)), "has the interval -1s."),
                Map.entry(b -> b.every(Duration.ofMillis(99)), "has the interval 99ms. Write one of 100ms or more"),
                Map.entry(b -> b.cache(Duration.ofMillis(-5)), "has the cache time -5ms."),
                Map.entry(
                        b -> b.every(Duration.ofMinutes(1)).cache(Duration.ofSeconds(90)),
                        "runs every 1m and so has no use for the cache time 1m30s. Take one of them away."),
                Map.entry(b -> b.failuresUntilDown(0), "is down after 0 failures and up after 1 successes."),
                Map.entry(b -> b.successesUntilUp(-1), "is down after 1 failures and up after -1 successes."),
                Map.entry(b -> b.owner("a\nb"), "has an owner that is not on one line."),
                Map.entry(b -> b.owner("a".repeat(201)), "has an owner of 201 characters. Write a team or a channel"),
                Map.entry(
                        b -> b.runbook(URI.create("javascript:alert(1)")),
                        "has the runbook \"javascript:alert(1)\", which is not an http or https URL."),
                Map.entry(
                        b -> b.probe(Probe.LIVE).external(),
                        "asks another system and cannot be of the probe LIVE: a restart of this process does not repair"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void whatMakesNoSenseIsRefusedWithTheMethodThatSaidIt(Map.Entry<Consumer<CheckBuilder>, String> wrong) {
        CheckBuilder builder = HealthCheck.named("disk");
        wrong.getKey().accept(builder);

        assertThatThrownBy(() -> builder.of(CheckResult::pass))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The check \"disk\" of " + CheckDefinitionTest.class.getName())
                .hasMessageContaining(wrong.getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "disk ", " disk", "di\u200bsk", "di\u00adsk", "di\u00a0sk", "di\u202esk", "a\tb"})
    void aNameIsWhatPeopleSee(String name) {
        assertThatThrownBy(() -> HealthCheck.named(name).of(CheckResult::pass))
                .hasMessageContaining("needs a name that people can read, on one line: up to 100 letters, digits");
    }

    @Test
    void aNameHasAHundredCharactersInAnyScript() {
        assertThat(HealthCheck.named("д".repeat(100)).of(CheckResult::pass).name())
                .hasSize(100);
        assertThatThrownBy(() -> HealthCheck.named("д".repeat(101)).of(CheckResult::pass))
                .hasMessageContaining("up to 100 letters");
    }

    @Test
    void theSchemeOfARunbookIsInWhateverCase() {
        URI runbook = URI.create("HTTPS://wiki.acme.example/disk");

        assertThat(HealthCheck.named("disk")
                        .runbook(runbook)
                        .of(CheckResult::pass)
                        .runbook())
                .contains(runbook);
    }

    @Test
    @SuppressWarnings("NullAway") // what code without these annotations may do
    void whatIsNullIsNamed() {
        assertThatThrownBy(() -> HealthCheck.named(null)).hasMessage("name");
        assertThatThrownBy(() -> HealthCheck.named("x").timeout(null)).hasMessage("timeout");
        assertThatThrownBy(() -> HealthCheck.named("x").criticality(null)).hasMessage("criticality");
        assertThatThrownBy(() -> HealthCheck.named("x").of(null)).hasMessage("check");
        assertThatThrownBy(() -> HealthChecks.tcp(null)).hasMessage("address");
        assertThatThrownBy(() -> CheckResult.pass().with(null, 1)).hasMessage("A measured value needs a name.");
        assertThat(CheckResult.pass().with("x", null).data()).containsEntry("x", "null");
    }

    @Test
    void aBuiltInCheckOfAnotherSystemRefusesTheLiveProbeByItself() {
        assertThatThrownBy(() -> HealthCheck.named("redis").probe(Probe.LIVE).of(PING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Use Probe.READY.");
        assertThat(HealthCheck.named("redis").of(PING).external()).isTrue();
    }

    @Test
    void twoChecksOfOneNameAreRefusedNamingBothMethodsAndNoneIsRegistered() {
        try (SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            assertThatThrownBy(() -> checks.add(one(), two(), one()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Two checks are named \"one\"")
                    .hasMessageContaining("CheckDefinitionTest.one() at line");
            assertThat(checks.verdict().checks()).isEmpty();
        }
    }

    private static CheckDefinition one() {
        return HealthCheck.named("one").of(CheckResult::pass);
    }

    private static CheckDefinition two() {
        return HealthCheck.named("two").of(CheckResult::pass);
    }
}
