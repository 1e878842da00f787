package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.operable.devkit.WithConsul.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class WithConsulTest {
    private final List<String> events = new ArrayList<>();
    private final String binary = System.getProperty(ConsulBinary.PROPERTY, "");
    private final String required = System.getProperty(ConsulBinary.REQUIRE, "");

    @BeforeEach
    void withoutConsul() {
        System.setProperty(ConsulBinary.PROPERTY, "none");
        System.setProperty(ConsulBinary.REQUIRE, "");
    }

    @AfterEach
    void restore() {
        System.setProperty(ConsulBinary.PROPERTY, binary);
        System.setProperty(ConsulBinary.REQUIRE, required);
    }

    @Test
    void skipsLoudlyWhereTheRealOneIsMissing() {
        run(NeedsReal.class);
        assertThat(events).containsExactly("skipped NeedsReal: " + ConsulBinary.MISSING);
    }

    @Test
    void failsWhereTheRealOneIsMissingAndRequired() {
        System.setProperty(ConsulBinary.REQUIRE, "postgres,consul");
        run(NeedsReal.class);
        assertThat(events).containsExactly("FAILED NeedsReal: " + ConsulBinary.MISSING);
        events.clear();
        run(TakesAny.class);
        assertThat(events).containsExactly("FAILED TakesAny: " + ConsulBinary.MISSING);
    }

    @Test
    void takesTheEmbeddedOneWhereAnyWillDo() {
        run(TakesAny.class);
        assertThat(events).contains("SUCCESSFUL answers(ConsulAgent)").noneMatch(event -> event.startsWith("FAILED"));
    }

    @Test
    void saysThatANamedExecutableIsNone() {
        System.setProperty(ConsulBinary.PROPERTY, "/no/consul");
        run(TakesAny.class);
        assertThat(events)
                .containsExactly(
                        "FAILED TakesAny: The system property operable.consul.bin is \"/no/consul\", which is no"
                                + " executable file. Name a consul executable, or leave it out.");
    }

    @Test
    void saysThatARealOnePlaysNoFaults() {
        assumeTrue(!binary.isEmpty() && !binary.equals("none"), "there is no Consul");
        System.setProperty(ConsulBinary.PROPERTY, binary);
        run(WantsFaults.class);
        assertThat(events).hasSize(1).first(STRING).startsWith("FAILED").contains("@WithConsul(Kind.EMBEDDED)");
    }

    private void run(Class<?> test) {
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(test))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionSkipped(TestIdentifier id, String reason) {
                                events.add("skipped " + id.getDisplayName().replaceAll(".*[$ ]", "") + ": " + reason);
                            }

                            @Override
                            public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                                String why = result.getThrowable()
                                        .map(failure -> ": " + failure.getMessage())
                                        .orElse("");
                                if (!why.isEmpty() || id.isTest()) {
                                    events.add(result.getStatus() + " "
                                            + id.getDisplayName().replaceAll(".*[$ ]", "") + why);
                                }
                            }
                        });
    }

    @WithConsul(Kind.REAL)
    static class NeedsReal {
        @Test
        void answers(ConsulAgent consul) {
            assertThat(new AgentClient(consul.address())
                            .get("/v1/status/leader")
                            .status())
                    .isEqualTo(200);
        }
    }

    @WithConsul
    static class TakesAny {
        @Test
        void answers(ConsulAgent consul) {
            assertThat(new AgentClient(consul.address())
                            .get("/v1/status/leader")
                            .status())
                    .isEqualTo(200);
        }
    }

    @WithConsul(Kind.REAL)
    static class WantsFaults {
        @Test
        void answers(FaultyAgent consul) {
            consul.play(Fault.none());
        }
    }
}
