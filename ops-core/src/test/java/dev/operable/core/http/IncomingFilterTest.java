package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

@Timeout(60)
final class IncomingFilterTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InFlight inFlight = new InFlight();
    private final IncomingRequests requests = new IncomingRequests(HttpSettings.defaults(), registry, inFlight);
    private final IncomingFilter filter = new IncomingFilter(requests);
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void timesRequestsByTemplateAndStatus() throws Exception {
        at("/links", exchange -> answer(exchange, 404, ""));

        get("/links/a");
        get("/links/b");

        awaitIdle();
        assertThat(registry.get("http.server.requests")
                        .tags(
                                "method",
                                "GET",
                                "uri",
                                "/links",
                                "status",
                                "404",
                                "outcome",
                                "CLIENT_ERROR",
                                "exception",
                                "none")
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void takesTheTemplateOfTheService() throws Exception {
        IncomingFilter own = new IncomingFilter(requests, exchange -> "/links/{code}");
        server.createContext("/", exchange -> answer(exchange, 200, ""))
                .getFilters()
                .add(own);

        get("/links/a");

        awaitIdle();
        assertThat(registry.get("http.server.requests")
                        .tag("uri", "/links/{code}")
                        .timer()
                        .count())
                .isOne();
    }

    @Test
    void countsARequestWhoseTemplateCannotBeHad() throws Exception {
        server.createContext("/", exchange -> answer(exchange, 200, ""))
                .getFilters()
                .add(new IncomingFilter(requests, exchange -> {
                    throw new IllegalStateException("no template");
                }));

        assertThat(get("/links").statusCode()).isEqualTo(200);

        awaitIdle();
        assertThat(registry.get("http.server.requests")
                        .tags("uri", "UNKNOWN")
                        .timer()
                        .count())
                .isOne();
    }

    @Test
    void doesNotLetCallersMakeUpSeries() throws Exception {
        at("/", exchange -> answer(exchange, 200, ""));

        send(HttpRequest.newBuilder(uri("/"))
                .method("WHATEVER", HttpRequest.BodyPublishers.noBody())
                .build());

        awaitIdle();
        assertThat(registry.get("http.server.requests")
                        .tag("method", "OTHER")
                        .timer()
                        .count())
                .isOne();
    }

    @Test
    void givesARequestAnIdAndKeepsTheCallersWhenItIsOne() throws Exception {
        at("/", exchange -> answer(exchange, 200, MDC.get("request_id")));

        HttpResponse<String> made = get("/");
        HttpResponse<String> kept = get("/", "X-Request-Id", "Order-7.a:b");
        HttpResponse<String> refused = get("/", "X-Request-Id", "a b\"<script>");

        assertThat(made.body()).matches("[0-9a-f]{16}");
        assertThat(made.headers().firstValue("X-Request-Id")).contains(made.body());
        assertThat(kept.body()).isEqualTo("Order-7.a:b");
        assertThat(refused.body()).matches("[0-9a-f]{16}");
    }

    @Test
    void answersAndLogsOnceWhatAHandlerThrows() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(IncomingFilter.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);
        at("/", exchange -> {
            throw new AssertionError("the password is 123");
        });

        HttpResponse<String> answer = get("/");
        awaitIdle();
        logger.detachAppender(events);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500}");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(events.list).hasSize(1);
        assertThat(events.list.get(0).getLevel()).isEqualTo(Level.ERROR);
        assertThat(events.list.get(0).getMDCPropertyMap())
                .containsEntry(
                        "request_id",
                        answer.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(registry.get("http.server.requests")
                        .tags("status", "500", "exception", "AssertionError")
                        .timer()
                        .count())
                .isOne();
    }

    @Test
    void countsWhatIsInFlightAndEndsConnectionsWhileDraining() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        at("/", exchange -> {
            begun.countDown();
            await(goOn);
            answer(exchange, 200, "done");
        });
        server.createContext("/quick", exchange -> answer(exchange, 200, ""))
                .getFilters()
                .add(filter);

        CompletableFuture<HttpResponse<String>> slow = HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofString());
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(registry.get("http.server.requests.active").gauge().value()).isEqualTo(1);
        assertThat(get("/quick").headers().firstValue("Connection")).isEmpty();
        inFlight.drain();
        assertThat(get("/quick").headers().firstValue("Connection")).contains("close");
        assertThat(inFlight.awaitIdle(Duration.ofMillis(20))).isFalse();
        goOn.countDown();

        awaitIdle();
        assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
    }

    @Test
    void reallyClosesTheConnectionWhileDraining() throws Exception {
        at("/", exchange -> answer(exchange, 200, "x"));
        inFlight.drain();

        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));

            // Ends only because the server closes, for the caller did not ask for it.
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("x");
        }
    }

    private void at(String path, HttpHandler handler) {
        server.createContext(path, handler).getFilters().add(filter);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // The answer reaches the caller before the filter is through.
    private void awaitIdle() throws InterruptedException {
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(inFlight.awaitIdle(Duration.ofSeconds(20))).isTrue();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
