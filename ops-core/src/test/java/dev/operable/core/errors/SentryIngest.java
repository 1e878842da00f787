package dev.operable.core.errors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Sentry's server is to its clients: takes envelopes, and remembers the events in them. */
final class SentryIngest implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final HttpServer server;
    private volatile boolean hanging;
    private volatile boolean refusing;

    SentryIngest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/7/envelope/", this::take);
        server.start();
    }

    String dsn() {
        return "http://publickey@127.0.0.1:" + server.getAddress().getPort() + "/7";
    }

    /** From now on no request is answered. */
    void hang() {
        hanging = true;
    }

    /** From now on every request is answered with 429, and that there should be none for an hour. */
    void refuse() {
        refusing = true;
    }

    /** Waits until a client hangs with it. */
    boolean awaitRequest() throws InterruptedException {
        return asked.await(20, TimeUnit.SECONDS);
    }

    /** The next event, or null if none comes within 20 s. */
    @Nullable
    JsonNode next() throws InterruptedException {
        return next(Duration.ofSeconds(20));
    }

    /** The next event, or null if none comes within the time. */
    @Nullable
    JsonNode next(Duration atMost) throws InterruptedException {
        return events.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** All events that have come and were not asked for. */
    List<JsonNode> rest() {
        List<JsonNode> rest = new ArrayList<>();
        events.drainTo(rest);
        return rest;
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream raw = exchange.getRequestBody();
        String envelope = new String((zipped ? new GZIPInputStream(raw) : raw).readAllBytes(), StandardCharsets.UTF_8);
        asked.countDown();
        if (hanging) {
            await();
        }
        String previous = "";
        for (String line : envelope.split("\n", -1)) {
            if (previous.contains("\"type\":\"event\"")) {
                events.add(JsonMapper.shared().readTree(line));
            }
            previous = line;
        }
        if (refusing) {
            exchange.getResponseHeaders().set("Retry-After", "3600");
        }
        exchange.sendResponseHeaders(refusing ? 429 : 200, -1);
        exchange.close();
    }

    private void await() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        release.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
