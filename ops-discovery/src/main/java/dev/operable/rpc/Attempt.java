package dev.operable.rpc;

import java.time.Duration;

/**
 * One try of a call at one instance. Immutable.
 *
 * @param instance the address it went to, {@code 10.0.0.7:8080}
 * @param outcome how it ended, for people: {@code ok}, {@code status 503}, {@code connect refused}, {@code timeout}
 * @param took from choosing the instance to the end of the answer's body
 */
public record Attempt(String instance, String outcome, Duration took) {
    @Override
    public String toString() {
        return instance + " " + outcome + " " + took.toMillis() + " ms";
    }
}
