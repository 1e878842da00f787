package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No call keeps the carrier of a virtual thread while it waits; by the JDK's own record of such cases. */
@Timeout(60)
class PinningTest {
    private static final String PINNED = "jdk.VirtualThreadPinned";
    private static final int WITHOUT_PINNING_BY_MONITORS = 24;
    private static final long WAIT = TimeUnit.MILLISECONDS.toNanos(50);

    @TempDir
    Path folder;

    @BeforeEach
    void virtualThreads() {
        assumeTrue(
                Runtime.version().feature() >= WITHOUT_PINNING_BY_MONITORS,
                "calls run on virtual threads from Java 24 on");
    }

    /** Waits in a way that keeps its carrier, so that the record below is known to see one. */
    private static final class Slow {
        static final int VALUE = slowly();

        private static int slowly() {
            LockSupport.parkNanos(WAIT);
            return 1;
        }
    }

    @Test
    void theRecordSeesAPinnedThread() throws Exception {
        assertThat(pinned(threads -> threads.submit(() -> Slow.VALUE).get(20, TimeUnit.SECONDS)))
                .isNotEmpty();
    }

    @Test
    void noCallPinsItsThread() throws Exception {
        try (Server slow = Server.start(exchange -> {
                    LockSupport.parkNanos(WAIT);
                    Server.answering(200, "{}").handle(exchange);
                });
                Server failing = Server.start(Server.answering(503, ""));
                RawServer hung = new RawServer(socket -> {
                    int next = socket.getInputStream().read();
                    assertThat(next).isNegative();
                });
                RpcClients rpc = RpcClients.create(
                        KnownInstances.of(slow.port(), failing.port(), hung.port()),
                        RpcOptions.builder()
                                .hedge(true)
                                .attemptTimeout(Duration.ofMillis(400))
                                .build(),
                        new SimpleMeterRegistry())) {
            RpcClient hits = rpc.client("hits");
            // On this thread, because a class that another thread initialises is waited for in the JVM.
            for (int i = 0; i < 5; i++) {
                settled(hits);
            }
            List<RecordedEvent> seen = pinned(threads -> {
                List<Future<?>> calls = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    calls.add(threads.submit(() -> settled(hits)));
                }
                for (Future<?> call : calls) {
                    call.get(40, TimeUnit.SECONDS);
                }
            });
            assertThat(seen)
                    .filteredOn(event -> !String.valueOf(event.<Object>getValue("pinnedReason"))
                            .contains("initialization of"))
                    .isEmpty();
        }
    }

    private static void settled(RpcClient hits) {
        try (RpcStream body = hits.get("/").stream()) {
            body.body().readAllBytes();
            hits.get("/").async().send().join();
            hits.get("/").send();
        } catch (RpcException | IOException | CompletionException failed) {
            assertThat(failed).isNotNull(); // a third of the instances hang
        }
    }

    private interface Work {
        void with(ExecutorService threads) throws Exception;
    }

    private List<RecordedEvent> pinned(Work work) throws Exception {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(PINNED).withoutThreshold().withStackTrace();
            recording.start();
            ExecutorService threads = virtual();
            work.with(threads);
            threads.shutdown();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(PINNED))
                .toList();
    }

    private static ExecutorService virtual() throws Exception {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (Throwable absent) {
            throw new IllegalStateException("There are no virtual threads.", absent);
        }
    }
}
