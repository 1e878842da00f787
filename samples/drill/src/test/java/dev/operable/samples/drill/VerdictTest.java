package dev.operable.samples.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.samples.drill.OpenLoop.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a drill says of what was seen. */
class VerdictTest {
    private static final String BAD = "127.0.0.1:4001";
    private static final String UNDER_WAY =
            "calling target failed after 1 attempt: " + BAD + " connection broke 32 ms (POST /work).";

    private static Verdict verdict(Fault fault, int millisBefore, long twice, Done... failed) {
        List<Done> before = calls(millisBefore);
        List<Done> during = new ArrayList<>(calls(1));
        during.addAll(List.of(failed));
        int all = before.size() + during.size();
        return Verdict.of(new Seen(fault, before, during, all, twice, BAD, 1, Duration.ofSeconds(1)), false);
    }

    private static List<Done> calls(int millis) {
        return IntStream.range(0, 100)
                .mapToObj(i -> new Done(false, i, Duration.ofMillis(millis), ""))
                .toList();
    }

    private static Done failed(boolean post, String failure) {
        return new Done(post, 0, Duration.ofMillis(1), failure);
    }

    @Test
    void aPostUnderWayAtTheKilledInstanceIsToldApartAndBreaksNothing() {
        Verdict verdict = verdict(Fault.KILL, 1, 0, failed(true, UNDER_WAY));

        assertThat(verdict.broken()).isEmpty();
        assertThat(verdict.toString())
                .contains("  seen    no call failed that may be sent twice\n")
                .contains("  1 POST failed that must not be sent twice\n          " + UNDER_WAY);
        assertThat(verdict.none()).isFalse();
    }

    // With every failed POST excused, as it was, none of these is told.
    @Test
    void everyOtherFailureBreaksThePromise() {
        assertThat(verdict(Fault.KILL, 1, 0, failed(false, UNDER_WAY)).broken()).hasSize(1);
        assertThat(verdict(Fault.SLOW, 1, 0, failed(true, UNDER_WAY)).broken()).hasSize(1);
        assertThat(verdict(Fault.KILL, 1, 0, failed(true, UNDER_WAY.replace(BAD, "127.0.0.1:4002")))
                        .broken())
                .as("at an instance that was well")
                .hasSize(1);
        assertThat(verdict(Fault.KILL, 1, 0, failed(true, UNDER_WAY.replace("connection broke", "connect refused")))
                        .broken())
                .as("never sent")
                .hasSize(1);
        assertThat(verdict(Fault.KILL, 1, 0, failed(true, "calling target failed (POST /work)"))
                        .broken())
                .as("at none")
                .hasSize(1);
    }

    @Test
    void aMachineThatIsTooBusyGetsNoVerdictUnlessAPostCameTwice() {
        Verdict busy = verdict(Fault.KILL, 273, 0);
        assertThat(busy.none()).isTrue();
        assertThat(busy.toString()).contains("no verdict: this machine is too busy (p99 273.0 ms before the fault)");

        assertThat(verdict(Fault.KILL, 100, 0).none()).isFalse();
        Verdict twice = verdict(Fault.KILL, 273, 1);
        assertThat(twice.none()).isFalse();
        assertThat(twice.broken()).containsExactly("no POST came twice: 1 did");
    }
}
