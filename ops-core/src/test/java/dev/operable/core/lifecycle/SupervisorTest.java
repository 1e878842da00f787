package dev.operable.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.core.errors.ErrorReporter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class SupervisorTest {
    private static final RestartPolicy QUICK =
            new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMinutes(1), 5);
    private static final RestartPolicy SLOW =
            new RestartPolicy(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), 5);

    private final Logger logger = (Logger) LoggerFactory.getLogger(Supervised.class);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final List<Supervised> added = new CopyOnWriteArrayList<>();
    private final List<String> givenUp = new CopyOnWriteArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch forever = new CountDownLatch(1);
    private final Supervisor supervisor = supervisor(new Reports());

    private Supervisor supervisor(ErrorReporter errors) {
        return new Supervisor(errors, registry, added::add, one -> givenUp.add(one.name()), now::get);
    }

    private final class Reports implements ErrorReporter {
        @Override
        public void report(Throwable error, String message) {
            reported.add(error);
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void end() {
        logger.detachAppender(events);
        supervisor.close();
    }

    @Test
    void startsAWorkerAgainAfterAnExceptionAnErrorAndAReturnAndReportsEachOnce() throws Exception {
        IOException exception = new IOException("broken pipe");
        Error error = new StackOverflowError();
        CompletableFuture<Thread> well = new CompletableFuture<>();

        supervisor.supervise(
                "mail",
                () -> {
                    switch (runs.incrementAndGet()) {
                        case 1 -> throw exception;
                        case 2 -> throw error;
                        case 3 -> {}
                        default -> {
                            well.complete(Thread.currentThread());
                            forever.await();
                        }
                    }
                },
                QUICK);

        assertThat(well.get().getName()).isEqualTo("ops-worker-mail");
        assertThat(well.get().isDaemon()).isTrue();
        assertThat(reported).hasSize(3).startsWith(exception, error);
        assertThat(reported.get(2))
                .hasMessage("The worker mail returned without having been told to stop. It works until its thread is"
                        + " interrupted: put its work into a loop.");
        assertThat(events.list)
                .extracting(event -> ((ThrowableProxy) event.getThrowableProxy()).getThrowable())
                .containsExactlyElementsOf(reported);
        assertThat(events.list).allSatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getFormattedMessage()).isEqualTo("The worker mail failed and is started again.");
        });
        assertThat(registry.get("ops.worker.restarts")
                        .tag("worker", "mail")
                        .counter()
                        .count())
                .isEqualTo(3);
        assertThat(running()).isEqualTo(1);
    }

    private double running() {
        return registry.get("ops.worker.running").tag("worker", "mail").gauge().value();
    }

    @Test
    void tellsOfACrashLoopAndGivesTheWorkerUpAtItsEnd() {
        List<String> problems = new CopyOnWriteArrayList<>();

        supervisor.supervise(
                "mail",
                () -> {
                    problems.add(added.get(0).problem().orElse("none"));
                    throw new IOException("broken pipe " + runs.incrementAndGet());
                },
                QUICK);

        await(() -> !givenUp.isEmpty());
        assertThat(givenUp).containsExactly("mail");
        assertThat(problems)
                .containsExactly(
                        "none",
                        "none",
                        "none",
                        "failed 3 times in a row, the last time with java.io.IOException: broken pipe 3;"
                                + " the service ends after 5",
                        "failed 4 times in a row, the last time with java.io.IOException: broken pipe 4;"
                                + " the service ends after 5");
        assertThat(added.get(0).problem())
                .hasValueSatisfying(text -> assertThat(text).endsWith("the service ends"));
        assertThat(events.list).last().satisfies(event -> assertThat(event.getFormattedMessage())
                .isEqualTo("The worker mail failed 5 times in a row and is given up: the service ends."));
        assertThat(running()).isZero();
    }

    // Fails when a run that was well does not begin the count anew: the worker is given up at its fifth failure.
    @Test
    void aRunThatLastedBeginsTheCountAnew() {
        supervisor.supervise(
                "mail",
                () -> {
                    now.addAndGet(QUICK.healthyAfter().toNanos());
                    if (runs.incrementAndGet() > 20) {
                        forever.await();
                    }
                    throw new IOException("broken pipe");
                },
                QUICK);

        await(() -> runs.get() > 20);
        assertThat(reported).hasSize(20);
        assertThat(givenUp).isEmpty();
        assertThat(added.get(0).problem()).isEmpty();
    }

    @Test
    void theProblemIsOverWhenTheWorkerHasBeenWellForAWhile() {
        supervisor.supervise(
                "mail",
                () -> {
                    if (runs.incrementAndGet() > 3) {
                        forever.await();
                    }
                    throw new IOException("broken pipe");
                },
                QUICK);

        await(() -> runs.get() > 3);
        assertThat(added.get(0).problem()).isPresent();
        now.addAndGet(QUICK.healthyAfter().toNanos());
        assertThat(added.get(0).problem()).isEmpty();
    }

    @Test
    void closingEndsTheWorkersAndWhatTheyThrowThenIsNoFailure() throws Exception {
        CompletableFuture<Thread> interrupted = working("interrupted", forever::await);
        CompletableFuture<Thread> broken = working("broken", () -> {
            try {
                forever.await();
            } catch (InterruptedException stop) {
                throw new UncheckedIOException(new IOException("closed by the interrupt"));
            }
        });
        interrupted.get();
        broken.get();

        supervisor.close();

        assertThat(interrupted.get().isAlive()).isFalse();
        assertThat(broken.get().isAlive()).isFalse();
        assertThat(reported).isEmpty();
        assertThat(added).noneMatch(Supervised::running);
    }

    private CompletableFuture<Thread> working(String name, Worker worker) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        supervisor.supervise(name, () -> {
            thread.complete(Thread.currentThread());
            worker.run();
        });
        return thread;
    }

    @Test
    void closingEndsTheWaitForARestart() {
        supervisor.supervise(
                "mail",
                () -> {
                    throw new IOException("broken pipe");
                },
                SLOW);
        await(() -> !reported.isEmpty());

        supervisor.close();

        assertThat(threads("ops-worker-mail")).isEmpty();
    }

    @Test
    void closingNamesAWorkerThatGoesOn() {
        CountDownLatch enough = new CountDownLatch(1);
        CompletableFuture<Thread> stubborn = working("stubborn", () -> {
            while (enough.getCount() > 0) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
        });
        stubborn.join();

        assertThatThrownBy(supervisor::close)
                .hasMessage("Workers that were interrupted and go on: stubborn. Let their loops end when the thread is"
                        + " interrupted.");
        enough.countDown();
    }

    @Test
    void aWorkerIsNotStartedAfterTheClose() {
        supervisor.close();

        supervisor.supervise("mail", runs::incrementAndGet);

        assertThat(added).isEmpty();
        assertThat(threads("ops-worker-mail")).isEmpty();
    }

    // Without the interrupt taken back the wait of an hour ends at once, five times.
    @Test
    void aWorkerThatInterruptsItselfStillWaitsForItsRestart() {
        supervisor.supervise(
                "mail",
                () -> {
                    runs.incrementAndGet();
                    Thread.currentThread().interrupt();
                    throw new IOException("broken pipe");
                },
                SLOW);

        await(() -> threads("ops-worker-mail").stream().anyMatch(it -> it.getState() == Thread.State.TIMED_WAITING));
        assertThat(runs).hasValue(1);
        assertThat(givenUp).isEmpty();
    }

    @Test
    void aFailureThatCannotBeToldIsStillFollowedByARestart() {
        ErrorReporter broken = new ErrorReporter() {
            @Override
            public void report(Throwable error, String message) {
                throw new OutOfMemoryError("for a test");
            }

            @Override
            public void close() {}
        };
        try (Supervisor other = supervisor(broken)) {
            other.supervise(
                    "mail",
                    () -> {
                        if (runs.incrementAndGet() > 2) {
                            forever.await();
                        }
                        throw new IOException("broken pipe");
                    },
                    QUICK);

            await(() -> runs.get() > 2);
        }
    }

    @Test
    void refusesTwoWorkersOfOneNameAndAWorkerWithoutOne() {
        supervisor.supervise("mail", forever::await);

        assertThatThrownBy(() -> supervisor.supervise("mail", forever::await))
                .hasMessage("Two workers are named \"mail\". Rename one of them.");
        assertThatThrownBy(() -> supervisor.supervise(" ", forever::await)).hasMessageStartingWith("A worker needs a");
    }

    private static List<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not so after 30 s").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }
}
