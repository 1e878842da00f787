package dev.operable.samples.links;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hits service that remembers which keys it counted, and can be told to misbehave. */
final class FakeHits implements AutoCloseable {
    /** What becomes of a report. */
    enum Mood {
        COUNT,
        /** Counts the hit and then fails, so that the reporter cannot know. */
        COUNT_AND_FAIL,
        FAIL,
        REFUSE
    }

    private static final Pattern REPORT = Pattern.compile("/links/([^/]+)/hits");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Map<String, String> codes = new ConcurrentHashMap<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.COUNT;

    FakeHits() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void feels(Mood now) {
        mood = now;
    }

    /** How many hits of a link were counted. */
    long count(String code) {
        return codes.values().stream().filter(code::equals).count();
    }

    List<String> bodies() {
        return bodies;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            Mood now = mood;
            Matcher report = REPORT.matcher(path);
            boolean good = exchange.getRequestMethod().equals("POST") && report.matches() && key != null;
            if (good && (now == Mood.COUNT || now == Mood.COUNT_AND_FAIL)) {
                codes.put(key, report.group(1));
                bodies.add(body);
            }
            int status = !good || now == Mood.REFUSE ? 400 : now == Mood.COUNT ? 201 : 500;
            exchange.sendResponseHeaders(status, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
