package dev.operable.rpc;

import dev.operable.config.Durations;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Tries a failed call again where that is safe, worth it, and within the budget; at another instance when there is one. */
final class Retry implements Step {
    private static final int DOUBLINGS = 20;

    private final RpcOptions options;
    private final RetryBudget budget;
    private final Nodes nodes;
    private final RpcResilience resilience;
    private final Time time;
    private final RandomGenerator random;
    private final Step next;

    private Retry(
            RpcOptions options,
            RetryBudget budget,
            Nodes nodes,
            RpcResilience resilience,
            Time time,
            RandomGenerator random,
            Step next) {
        this.options = options;
        this.budget = budget;
        this.nodes = nodes;
        this.resilience = resilience;
        this.time = time;
        this.random = random;
        this.next = next;
    }

    static Step around(
            Step next,
            RpcOptions options,
            RetryBudget budget,
            Nodes nodes,
            RpcResilience resilience,
            Time time,
            RandomGenerator random) {
        return new Retry(options, budget, nodes, resilience, time, random, next);
    }

    @Override
    public Outcome run(Call call) {
        budget.called();
        for (int retry = 0; ; retry++) {
            call.anotherMayFollow(retry < call.retries() && call.idempotent() && budget.hasOne());
            Outcome outcome = next.run(call);
            if (outcome.succeeded() || retry == call.retries()) {
                return outcome;
            }
            RetryAdvice advice = RetryAdvice.of(outcome, InstantSource.system());
            if (!worthIt(call, outcome, advice)) {
                return outcome;
            }
            if (call.endsAt() - time.nanos() <= 0) {
                call.verdict("Its time of " + call.allowedText() + " is over.");
                return outcome.answer() == null ? Outcome.of(Failure.DEADLINE, outcome.cause()) : outcome;
            }
            long wait = wait(call, outcome, retry, advice);
            String refusal = refusal(call, outcome, wait, advice);
            if (refusal != null) {
                call.verdict(refusal);
                return outcome;
            }
            if (!paused(wait)) {
                return Outcome.of(Failure.INTERRUPTED, outcome.cause());
            }
        }
    }

    private static boolean worthIt(Call call, Outcome outcome, RetryAdvice advice) {
        if (advice.never()) {
            call.verdict(call.service() + " asks not to be called again (" + RetryAdvice.PUSHBACK + ").");
            return false;
        }
        // Who says only that it is too much has not said that it will be less soon.
        return outcome.repeatable() || (outcome.tooMany() && advice.pause().isPresent());
    }

    /** An instance that is unavailable for a while speaks for itself; 429 and a pushback are meant for this caller. */
    private long wait(Call call, Outcome outcome, int retry, RetryAdvice advice) {
        boolean elsewhere = nodes.another(call.tried()) && !outcome.tooMany() && !advice.toAll();
        return elsewhere ? 0 : advice.pause().orElse(0) + backoff(call.service(), retry);
    }

    private @Nullable String refusal(Call call, Outcome outcome, long wait, RetryAdvice advice) {
        if (call.endsAt() - time.nanos() <= wait) {
            if (advice.pause().isPresent()) {
                return call.service() + " asks to wait "
                        + Durations.text(Duration.ofNanos(advice.pause().getAsLong())) + ", and its time of "
                        + call.allowedText() + " has no room for that.";
            }
            return "Its time of " + call.allowedText() + " has no room for another attempt.";
        }
        if (outcome.neverSent()) {
            // Not paid from the budget: no server has worked for this call yet, so another attempt adds no load.
            return null;
        }
        if (!call.request().repeatable()) {
            return "It is not sent again: its body was a stream, which can be read once. Give a file or bytes.";
        }
        if (call.ownerForbids()) {
            return "It is not sent again: " + call.service() + " says that this request must be sent once.";
        }
        if (!call.idempotent()) {
            return "It is not sent again: a " + call.request().method()
                    + " without an idempotency key may have been carried out.";
        }
        if (budget.take()) {
            return null;
        }
        call.budgetIsSpent();
        return "The retry budget of " + call.service() + " is spent (" + budget + ").";
    }

    /** Full jitter: callers that failed together do not come back together. */
    private long backoff(String service, int retry) {
        IntervalFunction own = resilience.backoff(service);
        if (own != null) {
            return TimeUnit.MILLISECONDS.toNanos(own.apply(retry + 1));
        }
        double most = Math.min(
                (double) options.backoffAtMost().toNanos(),
                options.backoff().toNanos() * Math.pow(2, Math.min(retry, DOUBLINGS)));
        return (long) (most * random.nextDouble());
    }

    private boolean paused(long nanos) {
        if (nanos == 0) {
            return true;
        }
        try {
            time.pause(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
