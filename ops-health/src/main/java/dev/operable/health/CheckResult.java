package dev.operable.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one run of a check found. Immutable.
 *
 * @param status whether the thing checked works
 * @param reason why not, for people; empty when it passes
 * @param data measured values, in the order in which they were added: numbers, booleans and texts
 */
public record CheckResult(Status status, String reason, Map<String, Object> data) {
    /** Whether the thing checked works. */
    public enum Status {
        PASS,
        DEGRADED,
        FAIL
    }

    private static final CheckResult PASSED = new CheckResult(Status.PASS, "", Map.of());

    public CheckResult {
        Objects.requireNonNull(status, "A result needs a status.");
        reason = Objects.requireNonNullElse(reason, "");
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    public static CheckResult pass() {
        return PASSED;
    }

    /** It works, but not as it should. */
    public static CheckResult degraded(String reason) {
        return new CheckResult(Status.DEGRADED, reason, Map.of());
    }

    public static CheckResult fail(String reason) {
        return new CheckResult(Status.FAIL, reason, Map.of());
    }

    /** This result with one more measured value. Anything but a number or a boolean is kept as its text. */
    public CheckResult with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(data);
        more.put(
                Objects.requireNonNull(key, "A measured value needs a name."),
                value instanceof Number || value instanceof Boolean ? value : String.valueOf(value));
        return new CheckResult(status, reason, more);
    }
}
