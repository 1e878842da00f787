package dev.operable.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.core.lifecycle.StopPhase;
import dev.operable.core.lifecycle.StopSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StartingTest {
    private static final Budget ENOUGH = new Budget(Duration.ofSeconds(30), "No fix is known.");
    private static final Budget SHORT = new Budget(Duration.ofMillis(100), "See whether the shelf answers.");

    private final Stopping stopping =
            Stopping.onShutdown(new StopSettings(Duration.ZERO, Duration.ofSeconds(1)), status -> {});
    private final List<String> closed = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        stopping.stop();
    }

    private Supplier<AutoCloseable> part(String name) {
        return () -> () -> closed.add(name);
    }

    @Test
    void a_step_that_fails_closes_what_was_started_in_reverse_order_and_is_named() {
        assertThatThrownBy(() -> start(start -> {
                    start.part(StopPhase.CANCEL, "pool", ENOUGH, part("pool"));
                    start.part(StopPhase.CANCEL, "server", ENOUGH, part("server"));
                    start.step("shelf", ENOUGH, () -> {
                        throw new IllegalStateException("The shelf is empty. Fill it.");
                    });
                }))
                .isInstanceOfSatisfying(StartException.class, failed -> {
                    assertThat(failed.step()).isEqualTo("shelf");
                    assertThat(failed.toldToStop()).isFalse();
                })
                .hasMessage("The start of shop failed at its step \"shelf\". The shelf is empty. Fill it.")
                .hasCauseInstanceOf(IllegalStateException.class);

        assertThat(closed).containsExactly("server", "pool");
    }

    @Test
    void an_error_is_a_failure_as_well() {
        assertThatThrownBy(() -> start(start -> start.step("shelf", ENOUGH, () -> {
                    throw new NoClassDefFoundError("shop/Shelf");
                })))
                .hasMessage("The start of shop failed at its step \"shelf\"."
                        + " java.lang.NoClassDefFoundError: shop/Shelf");
    }

    // Without its budget the step would hold the start for ever.
    @Test
    void a_step_that_hangs_is_named_with_its_limit_its_fix_and_where_it_is_and_what_it_opens_later_is_closed()
            throws Exception {
        CompletableFuture<Thread> hanging = new CompletableFuture<>();
        CountDownLatch latecomer = new CountDownLatch(1);

        assertThatThrownBy(() -> start(start -> {
                    start.part(StopPhase.CANCEL, "pool", ENOUGH, part("pool"));
                    start.part(StopPhase.CANCEL, "shelf", SHORT, () -> {
                        hanging.complete(Thread.currentThread());
                        awaitUninterruptibly(latecomer);
                        return part("shelf").get();
                    });
                    start.step("never", ENOUGH, () -> closed.add("never begun"));
                }))
                .isInstanceOf(StartException.class)
                .hasMessage("The start of shop hangs at its step \"shelf\", which may take 100ms. See whether the shelf"
                        + " answers. The cause of this shows what it waits for.")
                .cause()
                .satisfies(here -> assertThat(here.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitUninterruptibly")));

        assertThat(closed).containsExactly("pool");
        latecomer.countDown();
        hanging.get().join(TimeUnit.SECONDS.toMillis(30));
        assertThat(closed).containsExactly("pool", "shelf");
    }

    @Test
    void a_stop_in_the_middle_of_the_start_ends_it_and_nothing_is_wrong() throws Exception {
        assertThatThrownBy(() -> start(start -> {
                    start.part(StopPhase.CANCEL, "pool", ENOUGH, part("pool"));
                    stopping.stop();
                    start.step("never", ENOUGH, () -> closed.add("never begun"));
                }))
                .isInstanceOfSatisfying(StartException.class, told -> assertThat(told.toldToStop())
                        .isTrue())
                .hasMessage("The start of shop ended at its step \"never\": the process was told to end.");

        assertThat(closed).containsExactly("pool");
    }

    @Test
    void an_interrupt_of_whoever_starts_ends_the_start() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() ->
                        start(start -> start.step("shelf", ENOUGH, () -> awaitUninterruptibly(new CountDownLatch(1)))))
                .isInstanceOf(StartException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void budgets_read_as_people_write_them() {
        assertThat(List.of(
                        new Budget(Duration.ofMillis(500), "").text(),
                        new Budget(Duration.ofSeconds(10), "").text(),
                        new Budget(Duration.ofMinutes(10), "")
                                .plus(Duration.ofSeconds(30))
                                .text()))
                .containsExactly("500ms", "10s", "10m30s");
    }

    private interface Wiring {
        void with(Starting start);
    }

    private void start(Wiring wiring) {
        Starting.run("shop", stopping, start -> {
            wiring.with(start);
            return "started";
        });
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
