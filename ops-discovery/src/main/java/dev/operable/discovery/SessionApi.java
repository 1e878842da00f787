package dev.operable.discovery;

import dev.operable.discovery.ConsulFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        String body = ConsulJson.write(json -> {
            json.writeStringProperty("Name", name);
            json.writeStringProperty("TTL", ttl.toSeconds() + "s");
            json.writeStringProperty("LockDelay", lockDelay.toSeconds() + "s");
            // Deleting the key instead would begin the count of its holders again.
            json.writeStringProperty("Behavior", "release");
            ConsulJson.write(json, "NodeChecks", List.of());
            ConsulJson.write(json, "Checks", List.of());
        });
        ConsulRequest request =
                ConsulRequest.put("/v1/session/create", body, "begin a session for " + name, "session:write");
        String id = ConsulJson.read(http.send(request).body(), "a new session", ConsulJson::texts)
                .getOrDefault("ID", "");
        if (id.isEmpty()) {
            throw new ConsulFailure(Kind.UNREADABLE, "Consul's answer about a new session has no id.");
        }
        return id;
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
            String ttl = ConsulJson.read(body, "a session", json -> ConsulJson.array(json, ConsulJson::texts)).stream()
                    .findFirst()
                    .map(session -> session.get("TTL"))
                    .orElse("");
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
                ConsulJson.write(json -> json.writeStringProperty("holder", holder)),
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
}
