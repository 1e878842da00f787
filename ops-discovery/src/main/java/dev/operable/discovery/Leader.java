package dev.operable.discovery;

import dev.operable.config.Durations;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks now and then whether Consul's servers have a leader. Without one an agent answers on, so that nothing fails, and yet
 * nothing new is seen. The header {@code X-Consul-KnownLeader} is no help: agents that stream say no at all times.
 */
final class Leader implements AsyncLoop.Round, AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(Leader.class);
    /** An election takes a few seconds and is nobody's concern, so none is missed before it was missed twice. */
    private static final int MISSED = 2;

    private static final ConsulRequest QUESTION =
            ConsulRequest.get("/v1/status/leader", "ask for the leader", "no permission");

    private final ConsulHttp http;
    private final Duration every;
    private final MeterRegistry registry;
    private final AsyncLoop loop;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile long led = System.nanoTime();
    private volatile double state = Double.NaN;
    private volatile @Nullable Meter meter;
    private int missed;

    Leader(ConsulHttp http, Duration every, Pace pace, MeterRegistry registry) {
        this.http = http;
        this.every = every;
        this.registry = registry;
        this.loop = new AsyncLoop("The question for Consul's leader", this, pace.backoff(), http.transport());
    }

    /** The first question comes after a pause, when there is something to lose. Later calls do nothing. */
    void start() {
        if (started.compareAndSet(false, true)) {
            led = System.nanoTime();
            meter = Gauge.builder("ops.consul.leader", this, me -> me.state)
                    .description(
                            "1 when Consul's servers have a leader, 0 when they have none, NaN when they do not say")
                    .register(registry);
            http.transport().after(pause(every), loop::start);
        }
    }

    /** That there is none, for people; empty when there is one, or nobody says. */
    Optional<String> problem() {
        if (state != 0) {
            return Optional.empty();
        }
        Duration since =
                Duration.ofSeconds(Duration.ofNanos(System.nanoTime() - led).toSeconds());
        return Optional.of("Consul's servers have no leader: registrations, leases and changes of settings wait, and"
                + " instances are as of " + Durations.text(since) + " ago.");
    }

    @Override
    public CompletableFuture<Duration> run() {
        return http.sendAsync(QUESTION).thenApply(this::took);
    }

    private Duration took(ConsulHttp.Reply reply) {
        boolean leads = reply.body().contains(":");
        missed = leads ? 0 : missed + 1;
        if (leads) {
            if (state == 0) {
                log.atInfo().log("Consul's servers have a leader again.");
            }
            led = System.nanoTime();
            state = 1;
        } else if (missed == MISSED) {
            state = 0;
            log.atWarn().log("{}", problem().orElse(""));
        }
        return pause(missed == 0 ? every : every.dividedBy(5));
    }

    private static Duration pause(Duration usual) {
        return Duration.ofNanos(
                (long) (usual.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    /** Nobody knows; that the agent does not answer is told by whatever else is asked of it. */
    @Override
    public void failed(ConsulFailure failure) {
        missed = 0;
        state = Double.NaN;
    }

    @Override
    public void close() {
        loop.stop();
        http.close();
        Meter registered = meter;
        if (registered != null) {
            registry.remove(registered);
        }
    }
}
