package dev.operable.discovery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the view of one service up to date by questions that stay open until something changes. */
final class Watch implements AsyncLoop.Round, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    /** In the logs and metrics: the service that is looked for. */
    private static final String PEER = "peer";

    private final LiveInstances view;
    private final ConsulApi api;
    private final Duration maxWait;
    private final Duration keepEmpty;
    private final MeterRegistry registry;
    private final AsyncLoop loop;
    private final Outage outage;
    private final ChurnLimit churn = new ChurnLimit(System::nanoTime, RandomGenerator.getDefault());
    private final List<Meter> meters;
    private volatile long answered = System.nanoTime();
    private long index;
    private @Nullable Long emptySince;

    Watch(
            String service,
            ConsulApi api,
            ConsulTransport transport,
            ConsulSettings settings,
            Pace pace,
            MeterRegistry registry) {
        this.view = new LiveInstances(service, "consul", Clock.systemUTC());
        this.api = api;
        this.maxWait = settings.maxWait();
        this.keepEmpty = pace.keepEmpty();
        this.registry = registry;
        this.outage = new Outage(log, PEER, service, "the instances of " + service + " seen last are used");
        this.loop = new AsyncLoop("The watch of " + service, this, pace.backoff(), transport);
        this.meters = List.of(
                Gauge.builder("ops.discovery.age", this, Watch::age)
                        .description("Time since Consul last answered for the service")
                        .baseUnit("seconds")
                        .tag(PEER, service)
                        .register(registry),
                Gauge.builder("ops.discovery.instances", view, live -> live.current()
                                .instances()
                                .size())
                        .description("Instances of the service that may be called")
                        .tag(PEER, service)
                        .register(registry));
    }

    void start() {
        loop.start();
    }

    Instances view() {
        return view;
    }

    @Override
    public CompletableFuture<Duration> run() {
        long asked = index;
        return api.instances(view.service(), asked, waitFor()).thenApply(answer -> took(answer, asked));
    }

    private Duration took(ConsulApi.Answer answer, long asked) {
        answered = System.nanoTime();
        outage.over();
        // An index that fell belongs to another history; one below 1 would make every question return at once.
        index = answer.index() < asked ? 0 : Math.max(1, answer.index());
        take(answer.instances());
        // The answer to a start from 0 comes at once by design and is paced by what led to the start.
        return asked == 0 ? Duration.ZERO : churn.answered();
    }

    @Override
    public void failed(ConsulFailure failure) {
        // The servers may have lost their history: waiting for the old index could block for the whole wait.
        index = 0;
        registry.counter("ops.consul.errors", "kind", failure.kind().name().toLowerCase(Locale.ROOT))
                .increment();
        outage.failed(failure);
    }

    /** An empty list after a full one is believed only when it has been the answer for a while. */
    private void take(List<ServiceInstance> instances) {
        int before = view.current().instances().size();
        if (!instances.isEmpty() || before == 0) {
            if (emptySince != null) {
                log.atInfo()
                        .addKeyValue(PEER, view.service())
                        .log("Consul lists instances of {} again", view.service());
            }
            emptySince = null;
            view.saw(instances);
            return;
        }
        if (emptySince == null) {
            emptySince = System.nanoTime();
            log.atWarn()
                    .addKeyValue(PEER, view.service())
                    .log(
                            "Consul lists no instance of {} any more; the last {} are kept for {}",
                            view.service(),
                            before,
                            keepEmpty);
        }
        if (kept(emptySince).compareTo(keepEmpty) >= 0) {
            emptySince = null;
            view.saw(instances);
            log.atWarn()
                    .addKeyValue(PEER, view.service())
                    .log("There is no instance of {}: Consul has listed none for {}", view.service(), keepEmpty);
        }
    }

    private Duration waitFor() {
        if (emptySince == null) {
            return maxWait;
        }
        // At least a moment, because a wait of 0 means Consul's default of 5 min.
        Duration left = keepEmpty.minus(kept(emptySince)).plusMillis(10);
        Duration positive = left.compareTo(Duration.ofMillis(10)) < 0 ? Duration.ofMillis(10) : left;
        return positive.compareTo(maxWait) < 0 ? positive : maxWait;
    }

    private static Duration kept(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    private double age() {
        return kept(answered).toNanos() / 1e9;
    }

    /** Stops looking; the view keeps what it saw. */
    @Override
    public void close() {
        loop.stop();
        api.close();
        meters.forEach(registry::remove);
    }
}
