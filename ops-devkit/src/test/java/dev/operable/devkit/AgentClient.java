package dev.operable.devkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks Consul's HTTP interface as it is on the wire. */
final class AgentClient {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** One for all: each has threads of its own until it is collected. */
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final URI address;

    AgentClient(URI address) {
        this.address = address;
    }

    record Reply(int status, String body, HttpHeaders headers) {
        /** Without the line end that Consul puts after most texts. */
        String text() {
            return body.strip();
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        long index() {
            return headers.firstValueAsLong("X-Consul-Index").orElseThrow();
        }
    }

    Reply get(String path) {
        return later("GET", path, "").join();
    }

    CompletableFuture<Reply> getLater(String path) {
        return later("GET", path, "");
    }

    Reply put(String path) {
        return put(path, "");
    }

    Reply put(String path, String body) {
        return later("PUT", path, body).join();
    }

    Reply delete(String path) {
        return later("DELETE", path, "").join();
    }

    void register(String json) {
        Reply reply = put("/v1/agent/service/register", json);
        if (reply.status() != 200) {
            throw new AssertionError("registration refused: " + reply);
        }
    }

    String createSession(String json) {
        return put("/v1/session/create", json).json().get("ID").stringValue();
    }

    CompletableFuture<Reply> later(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .timeout(LIMIT)
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> new Reply(answer.statusCode(), answer.body(), answer.headers()));
    }

    /** Asks by blocking queries until the answer is as wanted, for at most the limit. */
    Reply until(String path, Duration limit, Predicate<JsonNode> wanted) {
        long started = System.nanoTime();
        String and = path.contains("?") ? "&" : "?";
        Reply reply = get(path);
        while (!wanted.test(reply.json())) {
            if (System.nanoTime() - started > limit.toNanos()) {
                throw new AssertionError("not within " + limit + ", last: " + reply);
            }
            reply = get(path + and + "wait=500ms&index=" + reply.index());
        }
        return reply;
    }

    /** Whether anything answers. */
    boolean reachable() {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/status/leader"))
                .timeout(Duration.ofMillis(500))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
