package dev.operable.rpc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * A program for a Java with virtual threads: calls of all kinds from such threads, under the JDK's own record of those that
 * kept their carrier while they waited. Prints how the calls ended, and what the record has.
 */
final class PinnedCalls implements AutoCloseable {
    private static final String EVENT = "jdk.VirtualThreadPinned";
    private static final long WAIT = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int AT_ONCE = 24;

    private final Server slow = Server.start(exchange -> {
        LockSupport.parkNanos(WAIT);
        Server.answering(200, "{}").handle(exchange);
    });
    private final Server failing = Server.start(Server.answering(503, ""));
    private final RawServer hung = new RawServer(PinnedCalls::untilGone);
    private final RawServer halfway = new RawServer(socket -> {
        socket.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
        untilGone(socket);
    });
    private final List<RpcClients> opened = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final Map<String, Integer> ends = new ConcurrentSkipListMap<>();

    /** Retries and hedges; the time of the attempts at the instance that hangs ends. */
    private final RpcClient mixed = client(
            RpcOptions.builder().hedge(true).attemptTimeout(Duration.ofMillis(400)),
            slow.port(),
            failing.port(),
            hung.port());
    /** Waits before its retries, because there is no other instance. */
    private final RpcClient backingOff =
            client(RpcOptions.builder().retryPercent(1000).backoff(Duration.ofMillis(200)), failing.port());
    /** Waits for a place. */
    private final RpcClient queued = client(RpcOptions.builder().attemptsAtOnce(1), slow.port());
    /** Waits for its turn. */
    private final RpcClient limited = client(RpcOptions.builder().ratePerSecond(20), slow.port());

    private final RpcClient hanging = client(patient(), hung.port());
    private final RpcClient reading = client(patient(), halfway.port());

    private PinnedCalls() throws IOException {}

    private static RpcOptionsBuilder patient() {
        return RpcOptions.builder()
                .deadline(Duration.ofSeconds(30))
                .attemptTimeout(Duration.ofSeconds(30))
                .connectTimeout(Duration.ofSeconds(20));
    }

    private RpcClient client(RpcOptionsBuilder options, int... ports) {
        RpcClients rpc = RpcClients.create(KnownInstances.of(ports), options.build(), new SimpleMeterRegistry());
        opened.add(rpc);
        return rpc.client("hits");
    }

    private static void untilGone(Socket socket) throws IOException {
        int next = socket.getInputStream().read();
        while (next >= 0) {
            next = socket.getInputStream().read();
        }
    }

    private void ended(String how) {
        ends.merge(how, 1, Integer::sum);
    }

    private void call(String what, Callable<?> call) {
        try {
            Object ignored = call.call();
            ended(what + " ok");
        } catch (RpcException failed) {
            ended(what + " " + failed.kind());
        } catch (CompletionException failed) {
            ended(what + " " + (failed.getCause() instanceof RpcException rpc ? rpc.kind() : failed.getCause()));
        } catch (Exception failed) {
            ended(what + " " + failed.getClass().getSimpleName());
        }
    }

    private byte[] streamed(RpcClient hits) throws IOException {
        try (RpcStream answer = hits.get("/").stream()) {
            begun.incrementAndGet();
            return answer.body().readAllBytes();
        }
    }

    private void eachKindOnce() {
        call("blocking", () -> mixed.get("/").send());
        call("future", () -> mixed.get("/").async().send().join());
        call("stream", () -> streamed(mixed));
        call("backoff", () -> backingOff.get("/").send());
        call("queue", () -> queued.get("/").send());
        call("rate", () -> limited.get("/").send());
    }

    private void many(ExecutorService threads) throws Exception {
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            calls.add(threads.submit(this::eachKindOnce));
        }
        for (Future<?> call : calls) {
            call.get(40, TimeUnit.SECONDS);
        }
        interrupted(threads);
    }

    private void interrupted(ExecutorService threads) throws Exception {
        int asked = hung.requests() + AT_ONCE / 2;
        int read = begun.get() + AT_ONCE / 2;
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < AT_ONCE / 2; i++) {
            calls.add(threads.submit(
                    () -> call("interrupt", () -> hanging.get("/").retries(0).send())));
            calls.add(threads.submit(() -> call("interrupted reader", () -> streamed(reading))));
        }
        until(hung::requests, asked);
        until(begun::get, read);
        for (Future<?> call : calls) {
            call.cancel(true);
        }
    }

    private static void until(IntSupplier number, int is) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (number.getAsInt() < is) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(number.getAsInt() + " instead of " + is);
            }
            LockSupport.parkNanos(WAIT / 10);
        }
    }

    @Override
    public void close() throws IOException {
        opened.forEach(RpcClients::close);
        slow.close();
        failing.close();
        hung.close();
        halfway.close();
    }

    private interface Work {
        void with(ExecutorService threads) throws Exception;
    }

    private static void onVirtualThreads(Work work) throws Exception {
        ExecutorService threads = virtual();
        work.with(threads);
        threads.shutdown();
        if (!threads.awaitTermination(40, TimeUnit.SECONDS)) {
            throw new IllegalStateException("There are calls that do not end.");
        }
    }

    private static void record(String name, Path file, Work work) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(EVENT).withoutThreshold().withStackTrace();
            recording.start();
            onVirtualThreads(work);
            recording.stop();
            recording.dump(file);
        }
        RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(EVENT))
                .forEach(event -> System.out.println(name + " pinned: " + oneLine(event)));
    }

    private static String oneLine(RecordedEvent event) {
        return event.toString().replaceAll("\\s+", " ");
    }

    private static ExecutorService virtual() throws ReflectiveOperationException {
        // Java 17, which this is compiled for, does not have it.
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    /** Waits in a way that keeps its carrier. */
    private static final class Slow {
        static final int VALUE = slowly();

        private static int slowly() {
            LockSupport.parkNanos(WAIT);
            return 1;
        }
    }

    /** Takes the file that the record may lie in. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        record("a thread", file, threads -> threads.submit(() -> Slow.VALUE).get(20, TimeUnit.SECONDS));
        try (PinnedCalls calls = new PinnedCalls()) {
            // First without the record, because a class that another thread loads or initialises is waited for in the
            // JVM.
            calls.eachKindOnce();
            onVirtualThreads(calls::many);
            calls.ends.clear();
            record("a call", file, calls::many);
            calls.ends.forEach((how, times) -> System.out.println("ended: " + how + " " + times));
        }
        System.exit(0);
    }
}
