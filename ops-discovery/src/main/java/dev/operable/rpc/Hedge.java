package dev.operable.rpc;

import dev.operable.core.http.RequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives an attempt that takes longer than 95 % of them did a second one beside it, at another instance, and takes whichever
 * answers first; the other one is ended and its connection closed (Dean and Barroso, "The Tail at Scale", 2013). Only for calls
 * that may be sent twice, and out of the budget of retries, so that a service that is slow as a whole gets little more.
 */
final class Hedge implements Step {
    private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(1);

    private final String service;
    private final RetryBudget budget;
    private final Nodes nodes;
    private final RpcThreads threads;
    private final MeterRegistry registry;
    private final Time time;
    private final Step next;
    private final Latencies latencies = new Latencies();

    Hedge(
            String service,
            RetryBudget budget,
            Nodes nodes,
            RpcThreads threads,
            MeterRegistry registry,
            Time time,
            Step next) {
        this.service = service;
        this.budget = budget;
        this.nodes = nodes;
        this.threads = threads;
        this.registry = registry;
        this.time = time;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        if (!call.hedged()) {
            return next.run(call);
        }
        long start = time.nanos();
        Race race = new Race(call);
        ScheduledFuture<?> timer = race.begin(latencies.p95());
        Outcome outcome;
        try {
            outcome = next.run(call);
        } finally {
            race.noMore();
            if (timer != null) {
                timer.cancel(false);
            }
        }
        // One that was overtaken would have taken longer still.
        if (outcome.answer() != null || outcome.failure() == Failure.OVERTAKEN) {
            latencies.took(time.nanos() - start);
        }
        return race.end(outcome);
    }

    private void count(String outcome) {
        registry.counter("rpc.client.hedges", "peer", service, "outcome", outcome)
                .increment();
    }

    /** Whether nothing better is to come. */
    private static boolean settles(Outcome outcome) {
        return outcome.answer() != null && !outcome.repeatable();
    }

    /** Whether the second attempt may end better than this, or tells more of why there is no time left. */
    private static boolean worthWaiting(Outcome outcome) {
        Failure failure = outcome.failure();
        return outcome.repeatable()
                || failure == Failure.OVERTAKEN
                || failure == Failure.DEADLINE
                || failure == Failure.DEADLINE_TOO_SOON
                || failure == Failure.NO_TIME;
    }

    /** The attempt on the caller's thread and perhaps one beside it. */
    private final class Race {
        private final Call first;
        /** The instances of the attempts before this one. */
        private final int before;

        private final CompletableFuture<Outcome> answered = new CompletableFuture<>();
        private @Nullable Call second; // guarded by this
        private boolean waited; // at the last look; guarded by this
        private boolean over; // guarded by this

        Race(Call first) {
            this.first = first;
            this.before = first.tried().size();
        }

        @Nullable
        ScheduledFuture<?> begin(long after) {
            if (after == Latencies.UNKNOWN) {
                return null;
            }
            return fireIn(Math.max(SHORTEST, after), RequestContext.wrap(this::attempt));
        }

        private @Nullable ScheduledFuture<?> fireIn(long wait, Runnable attempt) {
            try {
                return threads.timer().schedule(() -> fire(wait, attempt), wait, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                return null; // the first attempt finds that out, too
            }
        }

        private void fire(long wait, Runnable attempt) {
            List<Node> tried = first.tried();
            boolean waits = tried.size() == before;
            if (!waits && !nodes.another(tried)) {
                return;
            }
            synchronized (this) {
                if (over) {
                    return;
                }
                if (waits || waited) {
                    // For its turn: there is no instance yet, or not for so long, that is slow.
                    waited = waits;
                    ScheduledFuture<?> ignored = fireIn(wait, attempt);
                    return;
                }
                if (!budget.take()) {
                    count("no_budget");
                    return;
                }
                second = first.beside();
            }
            try {
                threads.execute(attempt);
            } catch (RejectedExecutionException full) {
                answered.complete(Outcome.of(Failure.CLOSED, full));
            }
        }

        private void attempt() {
            Outcome outcome = Outcome.of(Failure.CLOSED, null);
            try {
                outcome = next.run(second());
            } finally {
                answered.complete(outcome);
                if (settles(outcome)) {
                    first.end(Failure.OVERTAKEN);
                }
            }
        }

        /** The first attempt has ended. */
        synchronized void noMore() {
            over = true;
        }

        private synchronized Call second() {
            return second == null ? first : second;
        }

        /** Which of the two it is, given how the first one ended. */
        Outcome end(Outcome outcome) {
            Call beside;
            synchronized (this) {
                beside = second;
            }
            if (beside == null) {
                return outcome;
            }
            Outcome other = null;
            if (worthWaiting(outcome)) {
                other = awaited();
            }
            if (other != null && settles(other)) {
                first.also(beside);
                count("won");
                return other;
            }
            beside.end(Failure.OVERTAKEN);
            count("lost");
            if (other != null) {
                first.also(beside);
            }
            return other == null && Thread.currentThread().isInterrupted()
                    ? Outcome.of(Failure.INTERRUPTED, outcome.cause())
                    : outcome;
        }

        /** Null for an interrupt; the attempt itself ends with the call's time. */
        private @Nullable Outcome awaited() {
            try {
                return answered.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            } catch (ExecutionException impossible) {
                throw new IllegalStateException("It is completed with outcomes only.", impossible);
            }
        }
    }
}
