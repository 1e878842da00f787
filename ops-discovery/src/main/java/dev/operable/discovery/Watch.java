package dev.operable.discovery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the view of one service up to date by questions that stay open until something changes. */
final class Watch implements AsyncLoop.Round, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    /** In the logs and metrics: the service that is looked for. */
    private static final String PEER = "peer";
    /** Half of what a first call waits, so that an agent that hangs at the start leaves time for the snapshot. */
    private static final Duration RECALL_AFTER = Duration.ofSeconds(1);

    /** Consul takes a wait of 0 for its default of 5 min. */
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    /** Until a connection is free. */
    private static final Duration CROWDED = Duration.ofMillis(100);

    private final LiveInstances view;
    private final ConsulApi api;
    private final ConsulTransport transport;
    private final Duration maxWait;
    private final MeterRegistry registry;
    private final AsyncLoop loop;
    private final Hurry hurry;
    private final Outage outage;
    private final EmptyGuard guard;
    private final InstanceMemory memory;
    private final Refusals refusals;
    private final BlockingIndex index;
    private final Counter resets;
    private final List<Meter> meters;
    private volatile long answered = System.nanoTime();
    private volatile Optional<String> problem = Optional.empty();
    private volatile Duration lastContact = Duration.ZERO;
    private boolean filtered;

    Watch(
            String service,
            ConsulApi api,
            ConsulTransport transport,
            ConsulSettings settings,
            Pace pace,
            Optional<Snapshots> snapshots,
            MeterRegistry registry) {
        this.view = new LiveInstances(service, "consul", Clock.systemUTC());
        this.api = api;
        this.transport = transport;
        this.maxWait = settings.maxWait();
        this.registry = registry;
        this.outage = new Outage(log, PEER, service, "the instances of " + service + " seen last are used");
        this.guard = new EmptyGuard(log, view, "Consul", pace.keepEmpty());
        this.memory = new InstanceMemory(view, settings.addressRules(), snapshots, transport.disk());
        this.refusals = new Refusals(log, service, registry);
        this.loop = new AsyncLoop("The watch of " + service, this, pace.backoff(), transport);
        this.hurry = new Hurry(loop, transport);
        this.view.again(hurry::please);
        this.resets = Counter.builder("ops.discovery.index.resets")
                .description("How often the watch of the service had to begin anew")
                .tag(PEER, service)
                .register(registry);
        this.index = new BlockingIndex(resets::increment);
        this.meters = List.of(
                resets,
                refusals.meter(),
                Gauge.builder("ops.discovery.age", this, Watch::age)
                        .description("Time since Consul last answered for the service")
                        .baseUnit("seconds")
                        .tag(PEER, service)
                        .register(registry),
                Gauge.builder("ops.discovery.lag", this, watch -> watch.lastContact.toMillis() / 1e3)
                        .description("How long ago the server that answered had heard from Consul's leader")
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
        transport.after(RECALL_AFTER, memory::recall);
    }

    Instances view() {
        return view;
    }

    /** What keeps the view from being up to date, for people; empty when nothing does. */
    Optional<String> problem() {
        return problem;
    }

    @Override
    public CompletableFuture<Duration> run() {
        OpenQuestions questions = transport.questions();
        OpenQuestions.Place place = questions.begin(index.next() == 0);
        if (place == OpenQuestions.Place.NONE) {
            return CompletableFuture.completedFuture(spread(CROWDED));
        }
        boolean inTurn = place == OpenQuestions.Place.SHORT && index.next() != 0;
        CompletableFuture<ConsulApi.Answer> asked;
        try {
            asked = api.instances(view.service(), index.next(), inTurn ? AT_ONCE : guard.within(longest(place)));
        } catch (RuntimeException | Error e) {
            // The token comes from a supplier that may fail, and the place would be lost with each try.
            questions.ended(place);
            throw e;
        }
        return asked.whenComplete((answer, thrown) -> questions.ended(place)).thenApply(answer -> took(answer, inTurn));
    }

    private Duration longest(OpenQuestions.Place place) {
        boolean brief = place == OpenQuestions.Place.BRIEF && OpenQuestions.TURN.compareTo(maxWait) < 0;
        return brief ? OpenQuestions.TURN : maxWait;
    }

    private static Duration spread(Duration pause) {
        return Duration.ofNanos(
                (long) (pause.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    private Duration took(ConsulApi.Answer answer, boolean inTurn) {
        answered = System.nanoTime();
        lastContact = answer.lastContact();
        outage.over();
        problem = Optional.empty();
        refusals.saw(answer.refused());
        tellOfFiltering(answer.filtered());
        guard.saw(answer.instances());
        memory.save();
        if (inTurn) {
            index.take(answer.index());
            return spread(OpenQuestions.TURN);
        }
        return index.answered(answer.index());
    }

    @Override
    public void failed(ConsulFailure failure) {
        problem = Optional.of(String.valueOf(failure.getMessage()));
        index.failed();
        memory.recall();
        registry.counter("ops.consul.errors", "kind", failure.kind().name().toLowerCase(Locale.ROOT))
                .increment();
        outage.failed(failure);
    }

    private void tellOfFiltering(boolean now) {
        if (now && !filtered) {
            log.atWarn()
                    .addKeyValue(PEER, view.service())
                    .log(
                            "Consul leaves out instances of {} that the token may not see; it needs service:read on"
                                    + " \"{}\" and node:read.",
                            view.service(),
                            view.service());
        }
        filtered = now;
    }

    private double age() {
        return (System.nanoTime() - answered) / 1e9;
    }

    /** Stops looking; the view keeps what it saw. */
    @Override
    public void close() {
        loop.stop();
        api.close();
        meters.forEach(registry::remove);
    }
}
