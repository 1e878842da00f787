package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.operable.core.admin.CallFaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** That calls meet these faults is tested where calls are made. */
class FaultyCallsTest {
    private static final Faults FAULTS = new Faults();

    /** Those that are on. */
    private static final class Faults implements CallFaults {
        private final List<Wanted> on = new CopyOnWriteArrayList<>();

        @Override
        public List<Map<String, String>> on() {
            return on.stream().map(each -> Map.of("service", each.service())).toList();
        }

        @Override
        public void begin(Wanted wanted, String who) {
            on.add(wanted);
        }

        @Override
        public void end(String service, String who) {
            on.removeIf(each -> each.service().equals(service));
        }
    }

    @BeforeEach
    @AfterEach
    void none() {
        FAULTS.on.clear();
    }

    private static SummaryGeneratingListener run(Class<?> test) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(test))
                                .build(),
                        listener);
        return listener;
    }

    /** Without {@code afterEach} three are still on. */
    @Test
    void whatATestPlaysIsTakenBackAfterItAlsoWhenItFails() {
        FAULTS.begin(
                new CallFaults.Wanted(
                        "others",
                        Optional.of(Duration.ofMillis(1)),
                        OptionalInt.empty(),
                        false,
                        1,
                        Optional.empty(),
                        Optional.empty()),
                "somebody else");

        SummaryGeneratingListener seen = run(Plays.class);

        assertThat(seen.getSummary().getFailures()).hasSize(1).allSatisfy(failure -> assertThat(failure.getException())
                .hasMessage("it fails"));
        assertThat(seen.getSummary().getTestsSucceededCount()).isEqualTo(1);
        assertThat(FAULTS.on).extracting(CallFaults.Wanted::service).containsExactly("others");
    }

    static final class Plays {
        @RegisterExtension
        final FaultyCalls calls = FaultyCalls.of(() -> FAULTS);

        @Test
        void someAndFails() {
            calls.to("hits").breaking();
            calls.to("links").answering(503);
            throw new IllegalStateException("it fails");
        }

        @Test
        void oneForWhichAllIsSaid() {
            calls.to("hits").breaking();
            calls.to("hits").none();
            calls.to("hits").at("10.0.0.7:8080").share(0.2).slow(Duration.ofMillis(500));
            assertThat(FAULTS.on)
                    .filteredOn(each -> each.service().equals("hits"))
                    .containsExactly(new CallFaults.Wanted(
                            "hits",
                            Optional.of(Duration.ofMillis(500)),
                            OptionalInt.empty(),
                            false,
                            0.2,
                            Optional.of("10.0.0.7:8080"),
                            Optional.of(Duration.ofDays(1))));
        }
    }
}
