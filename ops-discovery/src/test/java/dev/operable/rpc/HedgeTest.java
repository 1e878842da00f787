package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two real servers that answer at once until they are told that the next request is to hang. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HedgeTest {
    private static final int ENOUGH_FOR_A_P95 = 100;
    private static final Duration LONG = Duration.ofSeconds(20);
    /** On a busy machine many of the calls before are slow, too. */
    private static final RpcOptions HEDGED = patient().retryPercent(1000).build();

    private static final Transport NOBODY = new Transport() {
        @Override
        public RpcResponse send(WireRequest request, Guard guard) {
            throw new AssertionError("nothing is sent here");
        }

        @Override
        public void closeIdle() {}

        @Override
        public void close() {}
    };

    /** A hedge of the calls before, which has lost, may come late: it is not to be taken for one of these. */
    private static final String TESTED = "/tested";

    private final AtomicInteger requests = new AtomicInteger();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger hang = new AtomicInteger();
    private final CountDownLatch bothHang = new CountDownLatch(2);
    private final CountDownLatch bothHungUp = new CountDownLatch(2);
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private RawServer one;
    private RawServer two;

    @BeforeEach
    void start() throws IOException {
        one = new RawServer(this::answer);
        two = new RawServer(this::answer);
        opened.add(one);
        opened.add(two);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private void answer(String line, Socket socket) throws IOException {
        boolean asked = line.contains(TESTED);
        if (asked) {
            requests.incrementAndGet();
        }
        if (asked && hang.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            bothHang.countDown();
            try {
                int next = socket.getInputStream().read();
                while (next >= 0) {
                    next = socket.getInputStream().read();
                }
            } finally {
                hungUp.countDown();
                bothHungUp.countDown();
            }
        } else {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static RpcOptionsBuilder patient() {
        return RpcOptions.builder()
                .hedge(true)
                .retries(0)
                .connectTimeout(LONG)
                .attemptTimeout(LONG)
                .deadline(LONG);
    }

    private RpcClient warm(RpcOptions options) {
        RpcClients rpc = RpcClients.create(KnownInstances.of(one.port(), two.port()), options, meters);
        opened.add(rpc);
        RpcClient hits = rpc.client("hits");
        for (int i = 0; i < ENOUGH_FOR_A_P95; i++) {
            hits.get("/").send();
        }
        return hits;
    }

    private int hedges(String outcome) {
        Counter counter =
                meters.find("rpc.client.hedges").tag("outcome", outcome).counter();
        return counter == null ? 0 : (int) counter.count();
    }

    /** Without the step the call takes the 20 s of its attempt and fails. */
    @Test
    void aHungAttemptIsOvertakenAndItsConnectionClosed() throws Exception {
        RpcClient hits = warm(HEDGED);
        int hedgesBefore = hedges("won") + hedges("lost");
        hang.set(1);

        long start = System.nanoTime();
        RpcResponse answer = hits.get(TESTED).send();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(answer.text()).isEqualTo("ok");
        assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(requests.get()).isEqualTo(2);
        // Won, unless the first attempt was slow for another reason and the second one is what hung.
        assertThat(hedges("won") + hedges("lost") - hedgesBefore).isEqualTo(1);
    }

    /** With {@code hedged()} true for it, the POST arrives twice. */
    @Test
    void aPostWithoutKeyIsNeverSentTwice() throws Exception {
        RpcClient hits = warm(HEDGED);
        hang.set(1);

        RpcException failure = catchThrowableOfType(
                RpcException.class,
                () -> hits.post(TESTED).deadline(Duration.ofMillis(700)).send());

        assertThat(failure.attempts()).hasSize(1);
        assertThat(requests.get()).isLessThanOrEqualTo(1);
    }

    @Test
    void aPostWithKeyMay() {
        RpcClient hits = warm(HEDGED);
        hang.set(1);

        assertThat(hits.post(TESTED).idempotencyKey("k").send().status()).isEqualTo(200);
    }

    @Test
    void aRequestMayDoWithout() {
        RpcClient hits = warm(HEDGED);
        hang.set(1);

        RpcException failure = catchThrowableOfType(RpcException.class, () -> hits.get(TESTED)
                .hedge(false)
                .deadline(Duration.ofMillis(700))
                .send());

        assertThat(failure.kind()).isEqualTo(RpcException.Kind.DEADLINE);
        assertThat(requests.get()).isLessThanOrEqualTo(1);
    }

    /** Without {@code budget.take()} the hung call is sent a second time. */
    @Test
    void whatTheBudgetDoesNotAllowIsNotSent() {
        RpcClient hits = warm(patient().retryPercent(0).retriesPerSecond(0).build());
        hang.set(2);

        // Longer than 95 % of the calls before took, whatever else the machine does.
        RpcException failure = catchThrowableOfType(
                RpcException.class,
                () -> hits.get(TESTED).deadline(Duration.ofSeconds(3)).send());

        assertThat(failure.attempts()).hasSize(1);
        assertThat(requests.get()).isLessThanOrEqualTo(1);
        assertThat(hedges("no_budget")).isPositive();
        assertThat(hedges("won") + hedges("lost")).isZero();
    }

    @Test
    void whenBothFailTheExceptionTellsOfBoth() {
        RpcClient hits = warm(HEDGED);
        hang.set(2);

        RpcException failure = catchThrowableOfType(
                RpcException.class,
                () -> hits.get(TESTED).deadline(Duration.ofSeconds(3)).send());

        assertThat(failure.kind()).isEqualTo(RpcException.Kind.DEADLINE);
        assertThat(failure.attempts())
                .extracting(Attempt::instance)
                .containsExactlyInAnyOrder("127.0.0.1:" + one.port(), "127.0.0.1:" + two.port());
    }

    /** Without {@code beside.end} the second attempt hangs for the 20 s of its own. */
    @Test
    void anInterruptEndsBoth() throws Exception {
        RpcClient hits = warm(HEDGED);
        hang.set(2);
        FutureTask<RpcException.Kind> call = new FutureTask<>(() -> catchThrowableOfType(
                        RpcException.class, () -> hits.get(TESTED).send())
                .kind());
        Thread caller = new Thread(call, "test-caller");
        caller.start();
        assertThat(bothHang.await(20, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();

        assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo(RpcException.Kind.REJECTED);
        assertThat(bothHungUp.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Seen to fail with a timer that does not look: the second one begins first, and may get the instance of the other. */
    @Test
    void anAttemptThatHasNoInstanceYetHasNoneBesideIt() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        AtomicReference<List<Node>> avoided = new AtomicReference<>();
        RpcThreads threads = new RpcThreads();
        opened.add(threads);
        Watchdog watchdog = new Watchdog(Time.system(), () -> {});
        opened.add(watchdog);
        Pipeline pipeline =
                new Pipeline(Time.system(), new Random(1), watchdog, (instance, options) -> NOBODY, meters, threads);
        KnownInstances known = KnownInstances.of(one.port(), two.port());
        Nodes nodes = pipeline.nodes(known, new EjectionLimit(), HEDGED);
        AtomicBoolean early = new AtomicBoolean();
        Step next = call -> {
            boolean tested = call.request().target().equals(TESTED);
            if (tested && call.hedged()) {
                early.set(await(second, Duration.ofMillis(200)));
                call.choose(nodes.current()[0], Ejection.Entry.USUAL);
                assertThat(await(second, LONG)).isTrue();
            } else if (tested) {
                avoided.set(call.tried());
                second.countDown();
            } else {
                call.choose(nodes.current()[0], Ejection.Entry.USUAL);
            }
            return Outcome.of(new RpcResponse(200, Map.of(), WireRequest.NO_BODY));
        };
        RetryBudget budget = new RetryBudget(
                new Owner("hits", patient().retriesPerSecond(1000).build()), Time.system());
        Hedge hedge = new Hedge("hits", budget, nodes, threads, meters, Time.system(), next);
        for (int i = 0; i < ENOUGH_FOR_A_P95; i++) {
            hedge.run(callOf("/"));
        }
        hedge.run(callOf(TESTED));

        assertThat(early).isFalse();
        assertThat(avoided.get()).containsExactly(nodes.current()[0]);
    }

    private static Call callOf(String target) {
        WireRequest request = new WireRequest("GET", target, List.of(), WireRequest.NO_BODY, true);
        return new Call("hits", target, request, LONG, 0, true);
    }

    private static boolean await(CountDownLatch latch, Duration atMost) {
        try {
            return latch.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theP95IsThatOfTheLastAttempts() {
        Latencies latencies = new Latencies();
        for (int i = 0; i < 63; i++) {
            latencies.took(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertThat(latencies.p95()).isEqualTo(Latencies.UNKNOWN);
        for (int i = 0; i < 256; i++) {
            latencies.took(TimeUnit.MILLISECONDS.toNanos(i % 10 == 0 ? 50 : 2));
        }
        assertThat(latencies.p95()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
        for (int i = 0; i < 256; i++) {
            latencies.took(TimeUnit.MILLISECONDS.toNanos(i % 100 == 0 ? 50 : 2));
        }
        assertThat(latencies.p95()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2));
    }
}
