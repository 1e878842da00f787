package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveInstancesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final ServiceInstance A = new ServiceInstance("a", "hits", "a", 1, Set.of(), Map.of());
    private static final ServiceInstance B = new ServiceInstance("b", "hits", "b", 1, Set.of(), Map.of());

    private final LiveInstances hits = new LiveInstances("hits", "test", Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<Long> versions = new ArrayList<>();

    @Test
    void aListenerIsToldTheCurrentSetAndEachNewOneUntilItEnds() {
        Instances.Subscription subscription = hits.onChange(set -> versions.add(set.version()));
        hits.saw(List.of(A));
        hits.saw(List.of(A));
        hits.saw(List.of(B, A));
        hits.saw(List.of(A, B));
        subscription.close();
        hits.saw(List.of(A));
        assertThat(versions).containsExactly(0L, 1L, 2L);
        assertThat(hits.current()).isEqualTo(new InstanceSet("hits", 3, List.of(A), NOW, "test"));
    }

    @Test
    void anEmptyFirstAnswerIsAnAnswer() throws Exception {
        hits.saw(List.of());
        assertThat(hits.await(Duration.ofMinutes(1)).version()).isEqualTo(1);
    }

    @Test
    void aListenerThatFailsStopsNeitherTheOthersNorTheSource() {
        try (Logged logged = new Logged()) {
            Instances.Subscription failing = hits.onChange(set -> {
                throw new IllegalStateException("no");
            });
            Instances.Subscription counting = hits.onChange(set -> versions.add(set.version()));
            hits.saw(List.of(A));
            assertThat(versions).containsExactly(0L, 1L);
            assertThat(logged.warnings()).hasSize(2).allMatch(line -> line.contains("listener"));
            failing.close();
            counting.close();
        }
    }

    @Test
    void aListenerMayEndItselfWhileItIsTold() {
        List<Instances.Subscription> own = new ArrayList<>();
        own.add(hits.onChange(set -> {
            versions.add(set.version());
            own.forEach(Instances.Subscription::close);
        }));
        hits.saw(List.of(A));
        hits.saw(List.of(B));
        assertThat(versions).containsExactly(0L, 1L);
    }
}
