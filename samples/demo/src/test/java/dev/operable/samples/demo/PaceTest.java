package dev.operable.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.samples.demo.Call.Phase;
import dev.operable.samples.demo.Pace.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void callsAreHandedOutOnceAndThePhaseChangesAtTheKillAndAtTheReplacement() {
        Pace pace = new Pace(2, 4, 7, () -> 0);
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            slots.add(pace.take().orElseThrow());
        }
        pace.replaced();
        slots.add(pace.take().orElseThrow());
        slots.add(pace.take().orElseThrow());

        assertThat(pace.take()).isEqualTo(Optional.empty());
        assertThat(slots).extracting(Slot::index).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(slots)
                .extracting(Slot::phase)
                .containsExactly(
                        Phase.BEFORE, Phase.BEFORE, Phase.DURING, Phase.DURING, Phase.DURING, Phase.AFTER, Phase.AFTER);
        assertThat(slots)
                .extracting(slot -> slot.dueNanos() / 1_000_000)
                .as("steady, then slower, then saving calls until the replacement is there, then steady again")
                .containsExactly(0L, 4L, 8L, 16L, 24L, 124L, 128L);
    }

    @Test
    void callersThatComeLateDoNotHaveToCatchUp() {
        AtomicLong now = new AtomicLong();
        Pace pace = new Pace(9, 9, 9, now::get);
        assertThat(pace.take().orElseThrow().dueNanos()).isZero();
        now.set(1_000_000_000);
        assertThat(pace.take().orElseThrow().dueNanos()).isEqualTo(1_000_000_000);
        assertThat(pace.take().orElseThrow().dueNanos()).isEqualTo(1_004_000_000);
    }
}
