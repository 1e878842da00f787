package dev.operable.samples.drill;

import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcOptions;
import dev.operable.samples.drill.OpenLoop.Done;
import dev.operable.samples.drill.WireLog.Request;
import dev.operable.starter.Ops;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The one process that calls: it holds drills, one after the other. For one thread. */
final class Caller implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Stage stage;
    private final Ops ops;
    private final RpcClient client;
    private final FailedAttempts failedAttempts;

    private Caller(Stage stage, Ops ops, RpcOptions options) {
        this.stage = stage;
        this.ops = ops;
        this.client = ops.rpc(Target.NAME, options);
        this.failedAttempts = FailedAttempts.listen();
    }

    static Caller start(Stage stage, RpcOptions options) {
        Map<String, String> environment = new HashMap<>(stage.environment("caller-1"));
        environment.put("LOG_LEVELS", "dev.operable.rpc=debug");
        environment.put("LOG_STREAMS", "app=file:" + stage.folder().resolve("caller.log"));
        return new Caller(stage, Ops.service("caller").environment(environment).startOrThrow(), options);
    }

    /**
     * Holds a drill.
     *
     * @param before how long to call before the fault
     * @param during how long from its beginning on, or until it is complete
     */
    Seen hold(Fault fault, Duration before, Duration during, int perSecond) throws Exception {
        stage.complete();
        warmUp(before, perSecond);
        String run = "run" + stage.nextRun();
        OpenLoop loop = OpenLoop.start(client, run, perSecond);
        Optional<TargetProcess> bad;
        List<Done> calls;
        long nanos;
        long millis;
        try {
            pause(before);
            fault.prepare(stage);
            pause(Duration.ofSeconds(1));
            nanos = System.nanoTime();
            millis = System.currentTimeMillis();
            bad = fault.inject(stage);
            pause(during.minusNanos(System.nanoTime() - nanos));
        } finally {
            calls = loop.end();
            fault.end(stage);
        }
        return seen(fault, run, calls, nanos, millis, bad.orElse(null));
    }

    private Seen seen(Fault fault, String run, List<Done> calls, long nanos, long millis, @Nullable TargetProcess bad) {
        List<Request> requests = stage.all().stream()
                .flatMap(target -> target.requests().stream())
                .filter(request ->
                        request.call().equals("call=" + run) || request.call().startsWith("call=" + run + "-"))
                .toList();
        Set<String> posts = new HashSet<>();
        long twice = requests.stream()
                .filter(request -> request.post() && !posts.add(request.call()))
                .count();
        long[] atBad = bad == null
                ? new long[0]
                : LongStream.concat(
                                bad.requests().stream().mapToLong(Request::atMillis),
                                failedAttempts.at(bad.address(), millis).stream()
                                        .mapToLong(FailedAttempts.Failed::atMillis))
                        .filter(at -> at >= millis)
                        .toArray();
        Duration last = Duration.ofMillis(LongStream.of(atBad).max().orElse(millis) - millis);
        return new Seen(
                fault,
                calls.stream().filter(call -> call.dueNanos() < nanos).toList(),
                calls.stream().filter(call -> call.dueNanos() >= nanos).toList(),
                requests.size(),
                twice,
                bad == null ? "" : bad.address(),
                atBad.length,
                last);
    }

    /** Until the caller has found all instances and all of them have run for a while. */
    private void warmUp(Duration time, int perSecond) throws InterruptedException {
        Map<TargetProcess, Integer> known = new HashMap<>();
        stage.running().forEach(target -> known.put(target, target.requests().size()));
        OpenLoop loop = OpenLoop.start(client, "warm" + stage.nextRun(), 2 * perSecond);
        pause(time);
        boolean found = Await.condition(PATIENCE, () -> known.entrySet().stream()
                .allMatch(target -> target.getKey().requests().size() > target.getValue()));
        loop.end();
        if (!found) {
            throw new DrillFailed("the caller has not found all instances in " + PATIENCE.toSeconds() + " s");
        }
    }

    private static void pause(Duration time) throws InterruptedException {
        if (!time.isNegative()) {
            Thread.sleep(time.toMillis());
        }
    }

    @Override
    public void close() {
        ops.close();
    }
}
