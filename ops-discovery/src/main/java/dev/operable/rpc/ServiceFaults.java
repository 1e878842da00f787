package dev.operable.rpc;

import dev.operable.rpc.RpcFaults.Injected;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Plays the faults of one service to the attempts at its instances. Safe for use by many threads. */
final class ServiceFaults {
    /** So often an attempt that waits looks whether it is ended: as often as whatever ends it. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);

    private static final byte[] BODY = "an injected fault".getBytes(StandardCharsets.US_ASCII);

    private final String service;
    private final Time time;
    private final RandomGenerator random;
    private final MeterRegistry registry;
    private final List<Injected> active = new CopyOnWriteArrayList<>();
    private volatile boolean any;

    ServiceFaults(String service, Time time, RandomGenerator random, MeterRegistry registry) {
        this.service = service;
        this.time = time;
        this.random = random;
        this.registry = registry;
    }

    synchronized void add(Injected injected) {
        active.add(injected);
        any = true;
    }

    synchronized boolean remove(Injected injected) {
        boolean was = active.remove(injected);
        any = !active.isEmpty();
        return was;
    }

    List<Injected> active() {
        return List.copyOf(active);
    }

    /** What the attempt ends with, after any delay; null if it goes on. */
    @Nullable
    Outcome meet(Call call, Guard guard) {
        return any ? played(call, guard) : null;
    }

    private @Nullable Outcome played(Call call, Guard guard) {
        for (Injected injected : active) {
            RpcFault fault = injected.fault();
            if (injected.over() || !fault.isAt(call.node()) || random.nextDouble() >= fault.share()) {
                continue;
            }
            Outcome outcome = played(fault, guard);
            if (outcome != null) {
                return outcome;
            }
        }
        return null;
    }

    private @Nullable Outcome played(RpcFault fault, Guard guard) {
        if (!fault.latency().isZero()) {
            count("latency");
            Failure ended = pause(fault.latency().toNanos(), guard);
            if (ended != null) {
                return Outcome.of(ended, null);
            }
        }
        if (fault.abort()) {
            count("abort");
            return Outcome.of(Failure.BROKEN, null);
        }
        if (fault.status().isPresent()) {
            count("status");
            Map<String, List<String>> headers = Map.of("Content-Type", List.of("text/plain"));
            return Outcome.of(new RpcResponse(fault.status().getAsInt(), headers, BODY));
        }
        return null;
    }

    private @Nullable Failure pause(long nanos, Guard guard) {
        Failure before = guard.ended();
        long most = TimeUnit.MILLISECONDS.toNanos(guard.remainingMillis());
        long end = time.nanos() + Math.min(nanos, most);
        for (long left = end - time.nanos(); left > 0; left = end - time.nanos()) {
            try {
                time.pause(Math.min(left, LOOK));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Failure.INTERRUPTED;
            }
            Failure ended = guard.ended();
            if (ended != before) {
                return ended;
            }
        }
        return nanos < most ? null : Failure.TIMEOUT;
    }

    private void count(String kind) {
        Counter.builder("rpc.client.faults")
                .description("Attempts that met an injected fault")
                .tag("peer", service)
                .tag("kind", kind)
                .register(registry)
                .increment();
    }
}
