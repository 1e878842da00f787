package dev.operable.samples.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import tools.jackson.databind.JsonNode;

/** The failed attempts of calls, as the caller logs them. */
final class RpcAttempts {
    private static final String LOGGER = "dev.operable.rpc";

    private RpcAttempts() {}

    /** How long after the kill the caller last tried the killed instance; zero when it did not. */
    static Duration lastAt(Instance killed, Instance caller, Instant when) {
        return lastAt(killed.url().getAuthority(), caller.process().log(), when);
    }

    /**
     * How long after an instant there was the last attempt that failed; zero when there was none.
     *
     * @param address host and port of the instance that was tried
     */
    static Duration lastAt(String address, ProcessLog log, Instant when) {
        return log.events().stream()
                .filter(event -> event.path("logger").asString("").equals(LOGGER))
                // Other levels tell of ejections, which are no attempts.
                .filter(event -> event.path("level").asString("").equals("DEBUG"))
                .filter(event -> concerns(address, event))
                .map(event -> Duration.between(
                        when,
                        OffsetDateTime.parse(event.path("@timestamp").asString())
                                .toInstant()))
                .filter(after -> !after.isNegative())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static boolean concerns(String address, JsonNode event) {
        return event.path("peer_instance").asString("").equals(address);
    }
}
