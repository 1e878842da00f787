package dev.operable.discovery;

import dev.operable.discovery.ConsulFailure.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the view of one service up to date by asking DNS when what it said before has run out. */
final class DnsWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DnsWatch.class);
    private static final String PEER = "peer";
    /** A server may say 0, or a day. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private static final Duration MOST = Duration.ofSeconds(60);

    private final LiveInstances view;
    private final DnsLookup lookup;
    private final ScheduledExecutorService threads;
    private final MeterRegistry registry;
    private final EmptyGuard guard;
    private final Refusals refusals;
    private final Backoff backoff;
    private final List<Meter> meters;
    private volatile long answered = System.nanoTime();
    private volatile boolean closed;
    private volatile @Nullable Pause pausing;
    private boolean failing;

    DnsWatch(String service, DnsLookup lookup, ScheduledExecutorService threads, Pace pace, MeterRegistry registry) {
        this.view = new LiveInstances(service, "dns", Clock.systemUTC());
        this.lookup = lookup;
        this.threads = threads;
        this.registry = registry;
        this.guard = new EmptyGuard(log, view, "DNS", pace.keepEmpty());
        this.refusals = new Refusals(log, service, registry);
        this.backoff = pace.backoff();
        this.view.again(this::again);
        this.meters = List.of(
                refusals.meter(),
                Gauge.builder("ops.discovery.age", () -> (System.nanoTime() - answered) / 1e9)
                        .description("Time since DNS last answered for the service")
                        .baseUnit("seconds")
                        .tag(PEER, service)
                        .register(registry),
                Gauge.builder(
                                "ops.discovery.instances",
                                () -> view.current().instances().size())
                        .description("Instances of the service that may be called")
                        .tag(PEER, service)
                        .register(registry));
    }

    Instances view() {
        return view;
    }

    void start() {
        after(Duration.ZERO, this::ask);
    }

    /** Until DNS is asked again: when its time is over, or earlier when somebody wishes it, whichever comes first. */
    private final class Pause implements Runnable {
        private final AtomicBoolean shortened = new AtomicBoolean();
        private final AtomicBoolean over = new AtomicBoolean();

        @Override
        public void run() {
            if (over.compareAndSet(false, true)) {
                ask();
            }
        }
    }

    /** Ends a pause a second after the answer that it follows, and no other: what fails is not asked more often. */
    private void again() {
        Pause now = pausing;
        if (now != null && now.shortened.compareAndSet(false, true)) {
            after(LEAST.minusNanos(System.nanoTime() - answered), now);
        }
    }

    private void after(Duration time, Runnable work) {
        try {
            ScheduledFuture<?> ignored = threads.schedule(work, time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException isClosed) {
            log.atTrace().log("DNS is not asked any more.");
        }
    }

    private void ask() {
        pausing = null;
        if (closed) {
            return;
        }
        Duration time;
        Pause next = new Pause();
        try {
            time = took(lookup.find(view.service()));
            pausing = next;
        } catch (IOException | RuntimeException e) {
            // Whatever is wrong with an answer, or with us, must not end the watch.
            time = failed(e);
        }
        after(time, next);
    }

    private Duration took(DnsLookup.Found found) {
        answered = System.nanoTime();
        backoff.reset();
        if (failing) {
            failing = false;
            log.atInfo().addKeyValue(PEER, view.service()).log("DNS answers again for {}.", view.service());
        }
        refusals.saw(found.refused());
        guard.saw(found.instances());
        Duration ttl = found.ttl().compareTo(LEAST) < 0 ? LEAST : found.ttl();
        return guard.within(ttl.compareTo(MOST) > 0 ? MOST : ttl);
    }

    private Duration failed(Exception why) {
        registry.counter("ops.dns.errors", PEER, view.service()).increment();
        if (!failing && !closed) {
            failing = true;
            log.atWarn()
                    .addKeyValue(PEER, view.service())
                    .log(
                            "DNS does not answer for {} ({}). Until it does again, the instances seen last are used.",
                            view.service(),
                            why.toString());
        }
        return backoff.next(Kind.NO_ANSWER);
    }

    /** Stops looking; the view keeps what it saw. */
    @Override
    public void close() {
        closed = true;
        meters.forEach(registry::remove);
    }
}
