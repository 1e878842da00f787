package dev.operable.health;

import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a probe: the state of the service and the outcomes of its checks, taken together. Immutable.
 *
 * @param status what a load balancer should conclude
 * @param state why the service itself says no ({@code starting}, {@code stopping}); empty when it does not
 * @param checks one outcome per check, in the order of registration
 */
public record Verdict(Status status, String state, List<CheckOutcome> checks) {
    /** What a load balancer should conclude. Degraded still takes traffic. */
    public enum Status {
        UP,
        DEGRADED,
        DOWN
    }

    public Verdict {
        checks = List.copyOf(checks);
    }

    static Verdict of(String state, List<CheckOutcome> checks) {
        Status status = state.isEmpty() ? Status.UP : Status.DOWN;
        for (CheckOutcome check : checks) {
            Status its = effect(check);
            if (its.compareTo(status) > 0) {
                status = its;
            }
        }
        return new Verdict(status, state, checks);
    }

    /** The names of the critical checks that fail. */
    public List<String> failing() {
        return names(Status.DOWN);
    }

    /** The names of the checks that degrade the service. */
    public List<String> degraded() {
        return names(Status.DEGRADED);
    }

    /** One line for people: {@code everything is well}, or what is not. It carries names only, no details. */
    public String summary() {
        List<String> parts = new ArrayList<>();
        if (!state.isEmpty()) {
            parts.add("not ready: " + state);
        }
        if (!failing().isEmpty()) {
            parts.add("failing: " + String.join(", ", failing()));
        }
        if (!degraded().isEmpty()) {
            parts.add("degraded: " + String.join(", ", degraded()));
        }
        return parts.isEmpty() ? "everything is well" : String.join("; ", parts);
    }

    /** A line for each check, with its state, the milliseconds that it took and the reason; each ends with a line feed. */
    public String table() {
        return CheckTable.of(checks);
    }

    private List<String> names(Status effect) {
        List<String> names = new ArrayList<>();
        for (CheckOutcome check : checks) {
            if (effect(check) == effect) {
                names.add(check.name());
            }
        }
        return List.copyOf(names);
    }

    private static Status effect(CheckOutcome check) {
        if (check.status() == CheckResult.Status.PASS || check.criticality() == Criticality.INFO) {
            return Status.UP;
        }
        return check.status() == CheckResult.Status.FAIL && check.criticality() == Criticality.CRITICAL
                ? Status.DOWN
                : Status.DEGRADED;
    }
}
