package dev.operable.rpc;

import java.io.Serializable;
import java.time.Duration;

/**
 * One try of a call at one instance. Immutable.
 *
 * @param instance the address it went to, {@code 10.0.0.7:8080}
 * @param outcome how it ended, for people: {@code ok}, {@code status 503}, {@code connect refused}, {@code timeout}
 * @param took from choosing the instance to the end of the answer's body
 * @param spanId what the instance was told that this attempt is called in the trace, 16 hexadecimal digits; empty if the call
 *     was made for no request, or has a {@code traceparent} of its own
 */
public record Attempt(String instance, String outcome, Duration took, String spanId) implements Serializable {
    @Override
    public String toString() {
        return instance + " " + outcome + " " + took.toMillis() + " ms";
    }
}
