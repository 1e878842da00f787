package dev.operable.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.core.JsonParser;

/** Reads Consul's key-value store. Each loop has its own and asks one thing at a time. */
final class KeyApi implements AutoCloseable {
    private static final String KEYS = "/v1/kv/";

    private final ConsulHttp http;

    KeyApi(ConsulHttp http) {
        this.http = http;
    }

    /** What is there, and what to wait for a change of. */
    record Answer(long index, List<KeyEntry> entries) {}

    /** All keys below a prefix that ends with a slash; none when there is nothing. As {@link ConsulApi#instances}. */
    CompletableFuture<Answer> under(String prefix, long index, Duration wait) {
        ConsulRequest request = ConsulRequest.get(
                        path(prefix) + "?recurse=1&index=" + index + "&wait=" + wait.toMillis() + "ms",
                        "read the settings below " + prefix,
                        readBelow(prefix))
                .blocking(wait)
                .orMissing();
        return http.sendAsync(request)
                .thenComposeAsync(
                        reply -> reply.found()
                                ? CompletableFuture.completedFuture(answer(reply))
                                : permitted(prefix).thenApply(yes -> new Answer(reply.index(), List.of())),
                        http.transport().workers());
    }

    /** What a token may not see is left out of a list without a word; about one key Consul is plain. */
    private CompletableFuture<?> permitted(String prefix) {
        return http.sendAsync(ConsulRequest.get(path(prefix), "read the settings below " + prefix, readBelow(prefix))
                .orMissing());
    }

    /** The key as the leader has it; empty when there is none. */
    Optional<KeyEntry> consistent(String key) throws ConsulFailure {
        return first(http.send(one(path(key) + "?consistent=1", key)));
    }

    /** The same when it differs from what it was at the index, or when the wait is over. */
    CompletableFuture<Answer> changed(String key, long index, Duration wait) {
        String target = path(key) + "?consistent=1&index=" + index + "&wait=" + wait.toMillis() + "ms";
        return http.sendAsync(one(target, key).blocking(wait))
                .thenApplyAsync(
                        reply -> reply.found() ? answer(reply) : new Answer(reply.index(), List.of()),
                        http.transport().workers());
    }

    private static ConsulRequest one(String target, String key) {
        return ConsulRequest.get(target, "read the lease " + key, "key:read on \"" + key + "\"")
                .orMissing();
    }

    private static Optional<KeyEntry> first(ConsulHttp.Reply reply) throws ConsulFailure {
        return reply.found() ? entries(reply).stream().findFirst() : Optional.empty();
    }

    static String path(String key) {
        return KEYS + ConsulRequest.encoded(key).replace("%2F", "/");
    }

    private static String readBelow(String prefix) {
        return "key:read on all below \"" + prefix + "\" (key_prefix)";
    }

    /** Fails inside of {@link CompletionException}, as what follows a future does. */
    private static Answer answer(ConsulHttp.Reply reply) {
        try {
            return new Answer(reply.index(), entries(reply));
        } catch (ConsulFailure failure) {
            throw new CompletionException(failure);
        }
    }

    private static List<KeyEntry> entries(ConsulHttp.Reply reply) throws ConsulFailure {
        return reply.body().isEmpty()
                ? List.of()
                : ConsulJson.read(reply.body(), "its keys", json -> ConsulJson.array(json, KeyApi::entry));
    }

    private static KeyEntry entry(JsonParser json) {
        Map<String, String> entry = ConsulJson.texts(json);
        String key = entry.get("Key");
        if (key == null) {
            throw new IllegalStateException("A key has no name.");
        }
        return new KeyEntry(
                key,
                entry.getOrDefault("Value", ""),
                Long.parseLong(entry.getOrDefault("ModifyIndex", "0")),
                entry.getOrDefault("Session", ""));
    }

    @Override
    public void close() {
        http.close();
    }
}
