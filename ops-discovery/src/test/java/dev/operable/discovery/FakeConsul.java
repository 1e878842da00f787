package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that answers as it is told, in ways that a real agent cannot be made to. */
final class FakeConsul implements AutoCloseable {
    /** An answer; a negative status closes the connection without one. */
    record Reply(int status, String body, Optional<String> index, Map<String, String> headers) {
        Reply(int status, String body, Optional<String> index) {
            this(status, body, index, Map.of());
        }

        static Reply of(int status, String body) {
            return new Reply(status, body, Optional.empty());
        }

        Reply with(String header, String value) {
            return new Reply(status, body, index, Map.of(header, value));
        }
    }

    record Request(String method, String path, String query, String body, Optional<String> token) {
        String parameter(String name) {
            Matcher matcher = Pattern.compile("(?:^|&)" + name + "=([^&]*)").matcher(query);
            return matcher.find() ? matcher.group(1) : "";
        }
    }

    interface Answers {
        Reply to(Request request) throws InterruptedException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "fake-consul");
        thread.setDaemon(true);
        return thread;
    });
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Supplier<Reply> leader = () -> Reply.of(200, "\"10.0.0.1:8300\"");
    private final HttpServer server;
    private final Answers answers;

    FakeConsul(Answers answers) {
        this("127.0.0.1", answers);
    }

    FakeConsul(String host, Answers answers) {
        this(host, 0, answers);
    }

    FakeConsul(String host, int port, Answers answers) {
        this.answers = answers;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** What it says about its leader, in place of having one; asked for with each question. */
    void leader(Supplier<Reply> answer) {
        leader = answer;
    }

    URI uri() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort());
    }

    /** Waits for the next request, in order; fails when there is none within 20 s. */
    Request next() throws InterruptedException {
        return next(Duration.ofSeconds(20));
    }

    Request next(Duration atMost) throws InterruptedException {
        Request request = requests.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(request).as("a request within " + atMost).isNotNull();
        return request;
    }

    /** The requests that nobody has looked at yet. */
    BlockingQueue<Request> requests() {
        return requests;
    }

    /** Answers nothing until this is closed. */
    Reply hang() throws InterruptedException {
        closed.await();
        return Reply.of(-1, "");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Consul-Token")));
        // Asked every 10 s by whoever uses Consul, beside what a test plays.
        boolean aside = request.path().equals("/v1/status/leader");
        if (!aside) {
            requests.add(request);
        }
        try (exchange) {
            Reply reply = aside ? leader.get() : answers.to(request);
            if (reply.status() < 0) {
                return;
            }
            reply.index().ifPresent(index -> exchange.getResponseHeaders().set("X-Consul-Index", index));
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.getResponseHeaders().set("X-Consul-KnownLeader", "false");
            if (reply.status() / 100 == 3) {
                exchange.getResponseHeaders().set("Location", reply.body());
            }
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
