package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final long LONG = Duration.ofSeconds(20).toNanos();

    @Test
    void thoseWhoWaitComeInTheirOrderAndAsManyAsThereIsRoom() throws Exception {
        Simulation simulation = new Simulation();
        Gate gate = new Gate(new CountedPlaces(2), 10, simulation);
        List<String> in = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            String who = String.valueOf(i);
            simulation.callAt(Duration.ofMillis(i), () -> {
                assertThat(enter(gate, LONG)).isEqualTo(Gate.Entry.IN);
                in.add(who + " at " + Math.round(simulation.seconds() * 1000));
                simulation.pause(Duration.ofMillis(100).toNanos());
                gate.leave();
            });
        }

        simulation.run();

        assertThat(in).containsExactly("1 at 1", "2 at 2", "3 at 101", "4 at 102", "5 at 201");
        assertThat(gate.inside()).isZero();
        assertThat(gate.queued()).isZero();
    }

    @Test
    void whoHasNoTimeLeavesTheQueueAndTheNextOneTakesThePlace() throws Exception {
        Simulation simulation = new Simulation();
        Gate gate = new Gate(new CountedPlaces(1), 10, simulation);
        List<String> entries = new ArrayList<>();
        enter(gate, 0);
        simulation.at(Duration.ofMillis(50), gate::leave);
        for (long patience : new long[] {20, 100}) {
            simulation.callAt(
                    Duration.ofMillis(1),
                    () -> entries.add(patience + " "
                            + enter(gate, Duration.ofMillis(patience).toNanos())
                            + " at " + Math.round(simulation.seconds() * 1000)));
        }

        simulation.run();

        assertThat(entries).containsExactly("20 NO_TIME at 21", "100 IN at 50");
        assertThat(gate.inside()).isOne();
    }

    @Test
    void aQueueThatIsFullTakesNobody() throws Exception {
        Simulation simulation = new Simulation();
        Gate gate = new Gate(new CountedPlaces(1), 1, simulation);
        enter(gate, 0);
        List<Gate.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            simulation.callAt(Duration.ofMillis(1), () -> entries.add(enter(gate, 1000)));
        }

        simulation.run();

        assertThat(entries).containsExactly(Gate.Entry.QUEUE_FULL, Gate.Entry.QUEUE_FULL, Gate.Entry.NO_TIME);
        assertThat(new Gate(new CountedPlaces(1), 0, simulation).enter(0)).isEqualTo(Gate.Entry.IN);
    }

    @Test
    void aLimitThatIsRaisedLetsTheWaitingIn() throws Exception {
        Simulation simulation = new Simulation();
        CountedPlaces places = new CountedPlaces(1);
        Gate gate = new Gate(places, 10, simulation);
        enter(gate, 0);
        List<Gate.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            simulation.callAt(Duration.ofMillis(1), () -> entries.add(enter(gate, LONG)));
        }
        simulation.at(Duration.ofMillis(5), () -> {
            places.limit(3);
            gate.widened();
        });

        simulation.run();

        assertThat(entries).containsExactly(Gate.Entry.IN, Gate.Entry.IN);
        assertThat(simulation.seconds()).isLessThan(1);
    }

    @Test
    void manyThreadsAreNeverMoreThanTheLimitInsideAndNobodyIsForgotten() throws Exception {
        Gate gate = new Gate(new CountedPlaces(3), 100, Time.system());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(16);
        for (int thread = 0; thread < 16; thread++) {
            new Thread(
                            () -> {
                                for (int i = 0; i < 2000; i++) {
                                    assertThat(enter(gate, LONG)).isEqualTo(Gate.Entry.IN);
                                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                    inside.decrementAndGet();
                                    gate.leave();
                                }
                                done.countDown();
                            },
                            "test-caller")
                    .start();
        }

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(gate.inside()).isZero();
    }

    @Test
    void anInterruptEndsTheWaitAndKeepsNoPlace() throws Exception {
        Gate gate = new Gate(new CountedPlaces(1), 1, Time.system());
        assertThat(gate.enter(0)).isEqualTo(Gate.Entry.IN);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> gate.enter(LONG)).isInstanceOf(InterruptedException.class);

        assertThat(gate.queued()).isZero();
        gate.leave();
        assertThat(gate.enter(0)).isEqualTo(Gate.Entry.IN);
    }

    private static Gate.Entry enter(Gate gate, long nanos) {
        try {
            return gate.enter(nanos);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
