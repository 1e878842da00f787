package dev.operable.rpc;

import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How the service is, by the calls that were really made to it: it asks nobody. One that comes back has to fail half as often
 * as one that goes away, so that a share at the limit does not change the state from run to run.
 */
final class UpstreamCheck implements HealthCheck {
    /** Fewer calls tell nothing: one failure of two is half of them. */
    static final int FEWEST = 10;

    private static final int LONGEST_POLICY = 500;
    private static final double DEGRADED_FROM = 0.1;
    private static final double FAILING_FROM = 0.5;

    private final String service;
    private final Calls calls;
    private final Nodes nodes;
    private final Rate rate;
    private final ServiceFaults faults;
    private final Time time;
    private CheckResult.Status was = CheckResult.Status.PASS;

    UpstreamCheck(String service, Calls calls, Nodes nodes, Rate rate, ServiceFaults faults, Time time) {
        this.service = service;
        this.calls = calls;
        this.nodes = nodes;
        this.rate = rate;
        this.faults = faults;
        this.time = time;
    }

    @Override
    public synchronized CheckResult run() {
        Calls.Counted counted = calls.counted();
        was = status(counted);
        String reason = was == CheckResult.Status.PASS ? "" : reason(counted);
        return measured(new CheckResult(was, reason, Map.of()), counted);
    }

    private String reason(Calls.Counted counted) {
        StringJoiner reason = new StringJoiner("; ");
        if (counted.failures() > 0 || counted.allTurnedAway() == 0) {
            reason.add(String.format(
                    Locale.ROOT,
                    "%d of the %d calls to %s in the last %d s failed",
                    counted.failures(),
                    counted.calls(),
                    service,
                    Calls.WINDOW_SECONDS));
        }
        if (counted.budgetSpent() > 0) {
            reason.add(counted.budgetSpent() + " were not tried again, for the retry budget was spent");
        }
        counted.turnedAway().forEach((why, calls) -> {
            if (calls > 0) {
                reason.add(calls + " of " + counted.wanted() + " calls of the last minute " + turnedAway(why));
            }
        });
        return reason.toString();
    }

    /** The limits as they are now. */
    private String turnedAway(Failure why) {
        Gate gate = calls.gate();
        return switch (why) {
            case TOO_MANY_CALLS ->
                "found no place (callsAtOnce " + gate.limit() + ", queue " + gate.queueAtMost() + ")";
            case TOO_MANY_FUTURES -> "found no thread to wait for them (" + RpcThreads.MOST + " futures at once)";
            case RATE_LIMITED ->
                "had not the time for their turn (ratePerSecond "
                        + nodes.followed().ratePerSecond() + ")";
            default ->
                "found no place at an instance (attemptsAtOnce " + nodes.sum(Gate::limit)
                        + " of all of them now, queue " + gate.queueAtMost() + " each)";
        };
    }

    private CheckResult.Status status(Calls.Counted counted) {
        double share = counted.calls() < FEWEST ? 0 : counted.share();
        // What a limit of this side holds back is no failure of the service, but nobody is served by it either.
        double turnedAway = counted.wanted() < FEWEST ? 0 : counted.shareTurnedAway();
        double failing = was == CheckResult.Status.FAIL ? FAILING_FROM / 2 : FAILING_FROM;
        double degraded = was == CheckResult.Status.PASS ? DEGRADED_FROM : DEGRADED_FROM / 2;
        if (share >= failing) {
            return CheckResult.Status.FAIL;
        }
        return Math.max(share, turnedAway) >= degraded ? CheckResult.Status.DEGRADED : CheckResult.Status.PASS;
    }

    private CheckResult measured(CheckResult result, Calls.Counted counted) {
        Node[] instances = nodes.current();
        long ejected = 0;
        for (Node node : instances) {
            ejected += node.ejection().ejected() ? 1 : 0;
        }
        CheckResult measured = result.with("calls", counted.calls())
                .with("failures", counted.failures())
                .with("share", Math.round(counted.share() * 1000) / 1000.0)
                .with("rejected", counted.allTurnedAway())
                .with("retriesRefused", counted.budgetSpent())
                .with("instances", instances.length)
                .with("ejected", ejected)
                .with("callsInFlight", calls.gate().inside())
                .with("callsQueued", calls.gate().queued())
                .with("attemptLimit", nodes.sum(Gate::limit))
                .with("attemptsInFlight", nodes.sum(Gate::inside))
                .with("attemptsQueued", nodes.sum(Gate::queued));
        measured = policy(measured);
        List<RpcFaults.Injected> injected = faults.active();
        if (!injected.isEmpty()) {
            measured = measured.with(
                    "injectedFaults",
                    injected.stream().map(RpcFaults.Injected::toString).collect(Collectors.joining("; ")));
        }
        Calls.LastFailure last = counted.last();
        return last == null
                ? measured
                : measured.with("lastFailure", last.words())
                        .with("lastFailureSecondsAgo", TimeUnit.NANOSECONDS.toSeconds(time.nanos() - last.at()));
    }

    private CheckResult policy(CheckResult result) {
        CheckResult measured = result;
        Followed followed = nodes.followed();
        if (followed.ratePerSecond() > 0 || rate.made()) {
            measured = measured.with("ratePerSecond", followed.ratePerSecond())
                    .with("rateQueued", rate.waiting())
                    .with("rateRejected", rate.rejected());
        }
        String policy = nodes.owner().text();
        if (!policy.isEmpty()) {
            measured = measured.with(
                    "ownerPolicy",
                    policy.length() > LONGEST_POLICY ? policy.substring(0, LONGEST_POLICY) + "..." : policy);
        }
        return nodes.owner().differs() ? measured.with("ownerPolicyDiffers", true) : measured;
    }

    /** It tells of another system, and a restart of this process repairs none. */
    @Override
    public boolean external() {
        return true;
    }
}
