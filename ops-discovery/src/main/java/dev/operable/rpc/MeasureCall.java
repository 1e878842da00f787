package dev.operable.rpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** Measures each call once, whatever its attempts were. */
final class MeasureCall implements Step {
    private record Key(String method, String uri, String words) {}

    private final String service;
    private final MeterRegistry registry;
    private final Time time;
    private final Step next;
    private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();

    MeasureCall(String service, MeterRegistry registry, Time time, Step next) {
        this.service = service;
        this.registry = registry;
        this.time = time;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        long start = time.nanos();
        Outcome outcome = next.run(call);
        Key key = new Key(call.request().method(), call.uri(), outcome.words());
        Timer timer = timers.get(key);
        if (timer == null) {
            timer = timers.computeIfAbsent(key, k -> timer(k, outcome));
        }
        timer.record(time.nanos() - start, TimeUnit.NANOSECONDS);
        return outcome;
    }

    private Timer timer(Key key, Outcome outcome) {
        return Timer.builder("rpc.client.calls")
                .description("Calls to another service, all attempts and waits included")
                .tag("peer", service)
                .tag("method", key.method())
                .tag("uri", key.uri())
                .tag("outcome", outcome.tag())
                .register(registry);
    }
}
