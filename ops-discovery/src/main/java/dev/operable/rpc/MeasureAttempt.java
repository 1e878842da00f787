package dev.operable.rpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Measures each attempt, remembers it for the exception, and logs it if it failed. */
final class MeasureAttempt implements Step {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.rpc");

    private final String service;
    private final MeterRegistry registry;
    private final Time time;
    private final Step next;
    private final ConcurrentMap<String, Timer> timers = new ConcurrentHashMap<>();

    MeasureAttempt(String service, MeterRegistry registry, Time time, Step next) {
        this.service = service;
        this.registry = registry;
        this.time = time;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        long start = time.nanos();
        Outcome outcome = next.run(call);
        long took = time.nanos() - start;
        String words = outcome.words();
        String instance = call.node().address();
        call.attempts()
                .add(new Attempt(
                        instance, words, Duration.ofNanos(took), call.wire().spanId()));
        Timer timer = timers.get(words);
        if (timer == null) {
            timer = timers.computeIfAbsent(words, w -> timer(outcome));
        }
        timer.record(took, TimeUnit.NANOSECONDS);
        if (!outcome.succeeded()) {
            LoggingEventBuilder event = LOG.atDebug();
            if (!call.wire().spanId().isEmpty()) {
                event = event.addKeyValue("attempt_span_id", call.wire().spanId());
            }
            event.addKeyValue("peer", service)
                    .addKeyValue("peer_instance", instance)
                    .addKeyValue("outcome", words)
                    .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(took))
                    .log("An attempt to call {} failed.", service);
        }
        return outcome;
    }

    private Timer timer(Outcome outcome) {
        return Timer.builder("rpc.client.attempts")
                .description("Attempts at one instance each; a call has one or more")
                .tag("peer", service)
                .tag("outcome", outcome.tag())
                .register(registry);
    }
}
