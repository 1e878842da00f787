package dev.operable.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.operable.discovery.ConsulFailure.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kiwiproject.consul.util.Jackson;

/** Consul's sessions, and the locks that they hold on keys. */
final class SessionApi {
    /** As Go writes durations that have no fraction: {@code 15s}, {@code 1m30s}, {@code 24h0m0s}. */
    private static final Pattern TTL = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");

    private final ConsulHttp http;

    SessionApi(ConsulHttp http) {
        this.http = http;
    }

    /**
     * A new session. No check is tied to it, so that nothing but its TTL or an order ends it: a moment's trouble of the network
     * between the agents would otherwise end a lease whose holder does not know.
     */
    String create(String name, Duration ttl, Duration lockDelay) throws ConsulFailure {
        String body = json(Map.of(
                "Name",
                name,
                "TTL",
                ttl.toSeconds() + "s",
                "LockDelay",
                lockDelay.toSeconds() + "s",
                // Deleting the key instead would begin the count of its holders again.
                "Behavior",
                "release",
                "NodeChecks",
                new String[0],
                "Checks",
                new String[0]));
        ConsulRequest request =
                ConsulRequest.put("/v1/session/create", body, "begin a session for " + name, "session:write");
        JsonNode id = tree(http.send(request).body()).path("ID");
        if (!id.isTextual() || id.textValue().isEmpty()) {
            throw new ConsulFailure(Kind.UNREADABLE, "Consul's answer about a new session has no id.");
        }
        return id.textValue();
    }

    /** Keeps it alive; how long it lives from now on at least, or empty when Consul does not know it. */
    CompletableFuture<Optional<Duration>> renew(String session, Duration limit) {
        ConsulRequest request = ConsulRequest.put(
                        "/v1/session/renew/" + session, "", "renew a session for leases", "session:write")
                .within(limit)
                .orMissing();
        return http.sendAsync(request)
                .thenApplyAsync(
                        reply -> reply.found() ? ttl(reply.body()) : Optional.empty(),
                        http.transport().workers());
    }

    private static Optional<Duration> ttl(String body) {
        try {
            String ttl = tree(body).path(0).path("TTL").asText("");
            Matcher parts = TTL.matcher(ttl);
            if (ttl.isEmpty() || !parts.matches()) {
                throw new ConsulFailure(Kind.UNREADABLE, "Consul's answer to the renewal of a session has no TTL.");
            }
            return Optional.of(Duration.ofHours(number(parts.group(1)))
                    .plusMinutes(number(parts.group(2)))
                    .plusSeconds(number(parts.group(3))));
        } catch (ConsulFailure failure) {
            throw new CompletionException(failure);
        }
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Whether the session has the lock of the key now. */
    boolean acquire(String key, String session, String holder) throws ConsulFailure {
        ConsulRequest request = ConsulRequest.put(
                KeyApi.path(key) + "?acquire=" + session,
                json(Map.of("holder", holder)),
                "take the lease " + key,
                "key:write on \"" + key + "\"");
        return http.send(request).body().strip().equals("true");
    }

    /** Gives up the lock, if the session has it. */
    CompletableFuture<?> release(String key, String session, Duration limit) {
        return http.sendAsync(ConsulRequest.put(
                        KeyApi.path(key) + "?release=" + session,
                        "{}",
                        "give back the lease " + key,
                        "key:write on \"" + key + "\"")
                .within(limit));
    }

    CompletableFuture<?> destroy(String session, Duration limit) {
        return http.sendAsync(
                ConsulRequest.put("/v1/session/destroy/" + session, "", "end a session for leases", "session:write")
                        .within(limit));
    }

    private static JsonNode tree(String body) throws ConsulFailure {
        try {
            return Jackson.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ConsulFailure(Kind.UNREADABLE, "Consul's answer about a session cannot be read.");
        }
    }

    private static String json(Object value) {
        try {
            return Jackson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A request to Consul cannot be written.", e);
        }
    }
}
