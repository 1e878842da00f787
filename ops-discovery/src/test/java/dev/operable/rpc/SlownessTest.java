package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlownessTest {
    private final PlayedTime time = new PlayedTime();
    private final Slowness slowness = new Slowness(2, time);

    @Test
    void oneLongPauseChangesLittleAndIsForgottenSoon() {
        slowness.took(100);
        slowness.took(1);
        assertThat(slowness.times()).isOne();
    }

    @Test
    void anInstanceThatIsTenTimesSlowerIsKnownAsThatAfterAHandful() {
        for (int i = 0; i < 4; i++) {
            slowness.took(10);
        }
        assertThat(slowness.times()).isBetween(2.0, 10.1);

        for (int i = 0; i < 4; i++) {
            slowness.took(10);
        }
        assertThat(slowness.times()).isBetween(9.9, 10.1);
    }

    // Without the time constant it stays slow for ever, since nobody calls it.
    @Test
    void howeverSlowItWasItIsTriedAgainAfterTenSecondsAndBelievedAtOnce() {
        for (int i = 0; i < 20; i++) {
            slowness.took(100_000);
        }
        time.pass(Duration.ofSeconds(5));
        assertThat(slowness.times()).isGreaterThan(2);
        time.pass(Duration.ofSeconds(5));
        assertThat(slowness.times()).isOne();

        slowness.took(50);
        assertThat(slowness.times()).isBetween(49.0, 51.0);
    }

    @Test
    void whoIsWellAgainAtTheNextTryHasItsCallsBack() {
        for (int i = 0; i < 20; i++) {
            slowness.took(100);
        }
        time.pass(Duration.ofSeconds(10));

        slowness.took(1);

        assertThat(slowness.times()).isOne();
    }

    // With a peak that counts at once this fails.
    @Test
    void timesThatDifferWidelyByThemselvesMakeNobodySlow() {
        Random random = new Random(1);
        UsualTime usual = new UsualTime();
        int slow = 0;
        for (int i = 0; i < 20_000; i++) {
            long took = (long) (-Math.log(1 - random.nextDouble()) * 10_000_000);
            slowness.took(usual.timesOf(took));
            usual.answeredIn(took);
            time.pass(Duration.ofMillis(10));
            slow += slowness.times() > 1 ? 1 : 0;
        }
        assertThat(slow).isLessThan(20_000 / 50);
    }

    @Test
    void whatWasWaitedForInVainCountsOnlyIfItWasLong() {
        for (int i = 0; i < 20; i++) {
            slowness.tookAtLeast(1.9);
        }
        assertThat(slowness.times()).isOne();

        for (int i = 0; i < 20; i++) {
            slowness.tookAtLeast(100);
        }
        assertThat(slowness.times()).isGreaterThan(2);
    }

    /** Or hedges would hide a slow instance: none of its attempts ever ends in an answer. */
    @Test
    void anAttemptThatAnotherOneOvertookWasWaitedForInVain() {
        assertThat(Outcome.of(Failure.OVERTAKEN, null).tookTooLong()).isTrue();
        assertThat(Outcome.of(Failure.REFUSED, null).tookTooLong()).isFalse();
    }

    @Test
    void switchedOffNobodyIsSlow() {
        Slowness off = new Slowness(0, time);
        for (int i = 0; i < 20; i++) {
            off.took(1000);
        }
        assertThat(off.times()).isOne();
    }

    @Test
    void theUsualTimeIsTheMedianAndSurvivesASlowStart() {
        UsualTime usual = new UsualTime();
        usual.answeredIn(200_000_000);
        assertThat(usual.timesOf(900_000_000)).as("nothing is usual yet").isOne();
        IntStream.range(0, 50).forEach(i -> usual.answeredIn(2_000_000));
        assertThat(usual.timesOf(2_000_000)).isBetween(0.8, 1.2);

        // A tenth of them is far away.
        IntStream.range(0, 1000).forEach(i -> usual.answeredIn(i % 10 == 0 ? 500_000_000 : 2_000_000));
        assertThat(usual.timesOf(2_000_000)).isBetween(0.8, 1.2);
    }

    // With one usual time for all the reports make their instances slow.
    @Test
    void callsThatTakeLongByTheirNatureMakeNobodySlow() {
        SimulatedService service = new SimulatedService(RpcOptions.defaults(), 3);
        service.servers(1, 2, 3);
        RpcClient client = service.client();
        int[] slow = {0};
        for (int i = 0; i < 2000; i++) {
            int call = i;
            service.callAt(i * 0.01, () -> {
                boolean report = call % 20 == 0;
                for (int port = 1; port <= 3; port++) {
                    service.server(port).work(random -> report ? 600_000_000 : 3_000_000);
                }
                client.get(report ? "/report" : "/ping").send();
                slow[0] += service.slow();
            });
        }
        service.run();
        assertThat(slow[0]).isZero();
    }
}
