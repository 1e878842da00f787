package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

// Called by reflection, which is what is tested.
@SuppressWarnings({"UnusedMethod", "UnusedVariable", "EffectivelyPrivate", "ClassCanBeStatic"})
class AnnotatedChecksTest {
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());

    @AfterEach
    void close() {
        checks.close();
    }

    private static final class EveryKind {
        @SelfCheck("void passes")
        private void voidPasses() {}

        @SelfCheck("void throws")
        void voidThrows() throws IOException {
            throw new IOException("disk on fire");
        }

        @SelfCheck("true")
        public boolean yes() {
            return true;
        }

        @SelfCheck("false")
        boolean no() {
            return false;
        }

        @SelfCheck(value = "result", criticality = Criticality.DEGRADES, probe = Probe.LIVE, timeout = "250ms")
        static CheckResult result() {
            return CheckResult.degraded("7% free").with("freeBytes", 734_003_200);
        }

        @SelfCheck("null")
        @SuppressWarnings("NullAway") // a mistake of the application, which must not become ours
        CheckResult nothing() {
            return null;
        }
    }

    @Test
    void everyKindOfMethodIsCalledWhateverItsVisibility() {
        checks.register(new EveryKind());

        List<CheckOutcome> outcomes = checks.verdict().checks();

        assertThat(outcomes)
                .extracting(CheckOutcome::name, CheckOutcome::status, outcome -> outcome.result()
                        .reason())
                .containsExactlyInAnyOrder(
                        tuple("void passes", CheckResult.Status.PASS, ""),
                        tuple("void throws", CheckResult.Status.FAIL, "java.io.IOException: disk on fire"),
                        tuple("true", CheckResult.Status.PASS, ""),
                        tuple("false", CheckResult.Status.FAIL, "no() returned false"),
                        tuple("result", CheckResult.Status.DEGRADED, "7% free"),
                        tuple("null", CheckResult.Status.FAIL, "nothing() returned null"));
        CheckOutcome result = outcomes.stream()
                .filter(outcome -> outcome.name().equals("result"))
                .findFirst()
                .orElseThrow();
        assertThat(result.criticality()).isEqualTo(Criticality.DEGRADES);
        assertThat(result.probe()).isEqualTo(Probe.LIVE);
        assertThat(result.result().data()).containsEntry("freeBytes", 734_003_200);
    }

    @Test
    void attributesAreRead() {
        CheckDefinition definition = AnnotatedChecks.of(new Object() {
                    @SelfCheck(value = "x", timeout = "2m", every = "PT0.5S")
                    void check() {}
                })
                .get(0);

        assertThat(definition.timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(definition.every()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void everyAttributeOfAnAnnotationArrives() {
        CheckDefinition definition = AnnotatedChecks.of(new Object() {
                    @SelfCheck(
                            value = "x",
                            cache = "5s",
                            failuresUntilDown = 3,
                            successesUntilUp = 2,
                            owner = "storage",
                            runbook = "https://wiki.example/x")
                    void check() {}
                })
                .get(0);

        assertThat(definition.cache()).isEqualTo(Duration.ofSeconds(5));
        assertThat(definition.failuresUntilDown()).isEqualTo(3);
        assertThat(definition.successesUntilUp()).isEqualTo(2);
        assertThat(definition.owner()).isEqualTo("storage");
        assertThat(definition.runbook()).contains(URI.create("https://wiki.example/x"));
        assertThat(definition.external()).isFalse();
    }

    @Test
    void aRunbookThatIsNoUrlIsRefusedByNameOfTheMethod() {
        assertRefused(
                new Object() {
                    @SelfCheck(value = "x", runbook = "see the wiki")
                    void wrong() {}
                },
                "wrong() has runbook = \"see the wiki\", which is not a URL.");
    }

    private static class Parent {
        boolean parentWasCalled;

        @SelfCheck("inherited")
        void inherited() {}

        @SelfCheck("overridden")
        void overridden() {
            parentWasCalled = true;
        }
    }

    private static final class Child extends Parent {
        @Override
        @SelfCheck("overridden")
        void overridden() {}
    }

    @Test
    void inheritedChecksRunAndAnOverriddenOneRunsOnceAsOverridden() {
        Child child = new Child();
        checks.register(child);

        assertThat(checks.verdict().checks())
                .extracting(CheckOutcome::name)
                .containsExactlyInAnyOrder("inherited", "overridden");
        assertThat(child.parentWasCalled).isFalse();
    }

    @Test
    void aParameterIsRefusedByNameOfTheMethod() {
        assertRefused(
                new Object() {
                    @SelfCheck("x")
                    void wrong(String unwanted) {}
                },
                "wrong() takes parameters");
    }

    @Test
    void anotherReturnTypeIsRefusedByNameOfTheMethod() {
        assertRefused(
                new Object() {
                    @SelfCheck("x")
                    String wrong() {
                        return "ok";
                    }
                },
                "wrong() returns java.lang.String. It must return void (and throw on failure), boolean or CheckResult.");
    }

    @Test
    void aMalformedDurationIsRefusedByNameOfTheMethod() {
        assertRefused(
                new Object() {
                    @SelfCheck(value = "x", timeout = "soon")
                    void wrong() {}
                },
                "wrong() has timeout = \"soon\", which is not a duration. Write it as 500ms, 2s, 5m or PT2S.");
    }

    @Test
    void aTimeoutOfZeroIsRefused() {
        assertRefused(
                new Object() {
                    @SelfCheck(value = "x", timeout = "0s")
                    void wrong() {}
                },
                "wrong() has the timeout 0s");
    }

    @Test
    void aBlankNameIsRefusedByNameOfTheMethod() {
        assertRefused(
                new Object() {
                    @SelfCheck(" ")
                    void wrong() {}
                },
                "wrong() needs a name");
    }

    @Test
    void anObjectWithoutChecksIsRefused() {
        assertThatThrownBy(() -> checks.register(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.Object has no method annotated @SelfCheck, so there is nothing to register.");
    }

    @Test
    void aNameThatIsTakenIsRefusedNamingBothAndNothingIsRegistered() {
        checks.register("store", Criticality.CRITICAL, Probe.READY, CheckResult::pass);

        assertThatThrownBy(() -> checks.register(new TwoChecks()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two checks are named \"store\"")
                .hasMessageContaining(AnnotatedChecksTest.class.getName())
                .hasMessageContaining("TwoChecks.store()");
        assertThat(checks.verdict().checks()).hasSize(1);
    }

    private static final class TwoChecks {
        @SelfCheck("store")
        void store() {}

        @SelfCheck("other")
        void other() {}
    }

    private void assertRefused(Object wrong, String message) {
        assertThatThrownBy(() -> checks.register(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(AnnotatedChecksTest.class.getName())
                .hasMessageContaining(message);
        assertThat(checks.verdict().checks()).isEmpty();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
