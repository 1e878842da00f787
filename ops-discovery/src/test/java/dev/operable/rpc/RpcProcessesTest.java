package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.rpc.RpcException.Kind;
import dev.operable.rpc.ServerProcess.Told;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real processes that are stopped, killed and started again, and that answer badly. Each was seen to fail without what protects:
 * the retries, their budget, or the bound of the calls at a time.
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcProcessesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private ServerProcess process() throws IOException {
        ServerProcess process = new ServerProcess();
        opened.add(process);
        return process;
    }

    private RpcClient client(RpcOptionsBuilder options, KnownInstances known) {
        RpcClients rpc = RpcClients.create(known, options.build(), meters);
        opened.add(rpc);
        return rpc.client("hits");
    }

    /** Whose times are no matter of the test. */
    private static RpcOptionsBuilder patient() {
        return RpcOptions.builder().connectTimeout(SOON).attemptTimeout(SOON).deadline(SOON);
    }

    private static RpcException failureOf(RpcRequest request) {
        return catchThrowableOfType(RpcException.class, request::send);
    }

    private static void within(String what, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (!holds.call()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private <T> List<Future<T>> each(int times, Callable<T> call) {
        List<Future<T>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            calls.add(threads.submit(call));
        }
        return calls;
    }

    private long attempts(String outcome) {
        return meters.find("rpc.client.attempts").tag("outcome", outcome).timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    /** Its connections stay open, so calls on those that were kept find nobody behind them. */
    @Test
    void aProcessThatIsStoppedCostsNoCallAndServesAgainWhenItGoesOn() throws Exception {
        ServerProcess frozen = process();
        ServerProcess well = process();
        RpcClient hits =
                client(patient().attemptTimeout(Duration.ofMillis(300)), KnownInstances.of(frozen.port(), well.port()));
        BooleanSupplier answers = () -> hits.get("/").send().status() == 200;
        for (int i = 0; i < 50; i++) {
            assertThat(answers.getAsBoolean()).isTrue();
        }

        frozen.freeze();
        for (int i = 0; i < 300; i++) {
            assertThat(answers.getAsBoolean()).isTrue();
        }

        // The first one, and those that look whether it is well; were both asked alike, 150.
        assertThat(attempts("timeout")).isBetween(1L, 12L);
        frozen.goOn();
        int before = frozen.tell(Told.COUNT);
        well.kill();
        for (int i = 0; i < 20; i++) {
            assertThat(answers.getAsBoolean()).isTrue();
        }
        assertThat(frozen.tell(Told.COUNT) - before).isGreaterThanOrEqualTo(20);
    }

    /** What breaks is begun anew elsewhere, unless that could do its work twice. */
    @Test
    void anAnswerThatDiesWithItsProcessIsNeverTakenForAWholeOne() throws Exception {
        ServerProcess dying = process();
        ServerProcess well = process();
        dying.tell(Told.BEGIN_AND_HANG);
        KnownInstances known = KnownInstances.of(dying.port());
        RpcClient hits = client(patient(), known);
        List<Future<RpcResponse>> gets = each(4, () -> hits.get("/").send());
        List<Future<RpcException>> posts = each(4, () -> failureOf(hits.post("/")));
        RpcStream stream = hits.get("/").stream();
        within("all of them wait", () -> dying.tell(Told.COUNT) == 9);
        known.set(dying.port(), well.port());

        dying.kill();

        for (Future<RpcResponse> get : gets) {
            assertThat(get.get(20, TimeUnit.SECONDS).text()).isEqualTo("{\"value\":1}");
        }
        for (Future<RpcException> post : posts) {
            RpcException failure = post.get(20, TimeUnit.SECONDS);
            assertThat(failure.kind()).isIn(Kind.BODY, Kind.CONNECT);
            assertThat(failure.attempts()).hasSize(1);
        }
        assertThatThrownBy(() -> stream.body().readAllBytes()).isInstanceOf(IOException.class);
        stream.close();
        assertThat(well.tell(Told.COUNT)).isEqualTo(4);
    }

    @Test
    void aProcessThatIsKilledAndStartedAtItsPortFailsNoCall() throws Exception {
        ServerProcess first = process();
        RpcClient hits = client(patient(), KnownInstances.of(first.port()));
        hits.get("/").send();
        first.kill();
        ServerProcess second = new ServerProcess(first.port());
        opened.add(second);

        for (int i = 0; i < 20; i++) {
            hits.get("/").send();
        }

        assertThat(second.tell(Told.COUNT)).isEqualTo(20);
    }

    @Test
    void processesThatAllAnswer503GetHardlyMoreThanTheCallsAndAllIsWellAtOnceWhenTheyAre() throws Exception {
        List<ServerProcess> all = List.of(process(), process(), process());
        RpcClient hits = client(
                patient(),
                KnownInstances.of(
                        all.get(0).port(), all.get(1).port(), all.get(2).port()));
        for (ServerProcess each : all) {
            each.tell(Told.FAIL);
        }
        int calls = 1000;
        for (int i = 0; i < calls; i++) {
            assertThat(failureOf(hits.get("/")).status()).hasValue(503);
        }
        int requests = 0;
        for (ServerProcess each : all) {
            requests += each.tell(Told.ANSWER);
        }
        assertThat(requests / (double) calls).isBetween(1.0, 1.15);

        for (int i = 0; i < calls; i++) {
            hits.get("/").send();
        }
    }

    @Test
    void aProcessThatWantsToBeAskedLaterIsAndIsNotEjected() throws Exception {
        ServerProcess busy = process();
        RpcClient hits = client(patient(), KnownInstances.of(busy.port()));
        hits.get("/").send();
        busy.tell(Told.REFUSE_ONCE_FOR_A_SECOND);
        long start = System.nanoTime();

        hits.get("/").send();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
        assertThat(busy.tell(Told.REFUSE_ONCE_FOR_A_SECOND)).isEqualTo(3);
        assertThat(failureOf(hits.get("/").deadline(Duration.ofMillis(900))).status())
                .hasValue(429);
        assertThat(meters.get("rpc.client.ejected").gauge().value()).isZero();
    }

    @Test
    void whileAProcessIsStoppedCallsBeyondThePlacesFailAtOnceAndTheOthersGoOnWithIt() throws Exception {
        ServerProcess frozen = process();
        RpcClient hits = client(patient().callsAtOnce(10).queue(5), KnownInstances.of(frozen.port()));
        hits.get("/").send();
        frozen.freeze();

        List<Future<Boolean>> calls = each(
                20,
                () -> catchThrowableOfType(
                                RpcException.class, () -> hits.get("/").send())
                        == null);
        within(
                "those that find no place have failed",
                () -> calls.stream().filter(Future::isDone).count() == 5);
        frozen.goOn();

        int ok = 0;
        for (Future<Boolean> call : calls) {
            ok += call.get(20, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(ok).isEqualTo(15);
    }
}
