package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.operable.config.ByteSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What is done with requests, on the JDK's HttpServer and loopback. */
@Timeout(60)
final class IncomingRequestsTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InFlight inFlight = new InFlight();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final List<Runnable> after = new ArrayList<>();
    private HttpServer server;
    private ExecutorService threads = Executors.newFixedThreadPool(1);

    @BeforeEach
    void bind() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    private void serve(HttpSettings settings, int threadCount, HttpHandler handler) throws IOException {
        IncomingRequests requests = new IncomingRequests(settings, registry, inFlight);
        threads = Executors.newFixedThreadPool(threadCount);
        server.setExecutor(requests.executor(threads));
        server.createContext("/", handler)
                .getFilters()
                .add(new IncomingFilter(
                        requests,
                        exchange -> exchange.getRequestURI().getPath().startsWith("/links/") ? "/links/{code}" : "/"));
        server.start();
        listen(LoggerFactory.getLogger("ops.access"));
        listen(LoggerFactory.getLogger(IncomingFilter.class));
    }

    private void listen(org.slf4j.Logger logger) {
        Logger logback = (Logger) logger;
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                event.prepareForDeferredProcessing();
                events.add(event);
            }
        };
        appender.start();
        logback.addAppender(appender);
        after.add(() -> logback.detachAppender(appender));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
        after.forEach(Runnable::run);
    }

    private static HttpSettings settings(long maxBody, int maxConcurrency, Duration slowAfter, int rate, boolean edge) {
        return new HttpSettings(
                true, edge, new ByteSize(maxBody), maxConcurrency, slowAfter, rate, rate, HttpSettings.RateBy.ADDRESS);
    }

    private static HttpSettings plain() {
        return settings(1_000, 0, Duration.ofSeconds(1), 0, false);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String here() {
        return RequestContext.current().map(RequestContext::traceId).orElse("nothing") + " " + MDC.get("trace_id");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** The answer reaches the caller before the filter is through. */
    private void settle() throws Exception {
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(inFlight.count()).isZero();
    }

    private double refused(String reason) {
        var counter = registry.find("http.server.requests.refused")
                .tag("reason", reason)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void theHandlerWorksInTheCallersTrace() throws Exception {
        serve(plain(), 2, exchange -> answer(exchange, 200, here()));

        assertThat(get("/", "traceparent", TRACEPARENT).body()).isEqualTo(TRACE + " " + TRACE);
        assertThat(get("/", "traceparent", "00-junk").body()).matches("([0-9a-f]{32}) \\1");
    }

    @Test
    void atTheEdgeNothingIsBelieved() throws Exception {
        serve(settings(0, 0, Duration.ofSeconds(1), 0, true), 2, exchange -> answer(exchange, 200, here()));

        HttpResponse<String> answer =
                get("/", "traceparent", TRACEPARENT, "X-Request-Id", "mine", "Ops-Deadline-Ms", "0", "Ops-Caller", "x");

        assertThat(answer.statusCode()).as("its deadline neither").isEqualTo(200);
        assertThat(answer.body()).doesNotContain(TRACE);
        assertThat(answer.headers().firstValue("X-Request-Id"))
                .isPresent()
                .get()
                .isNotEqualTo("mine");
    }

    @Test
    void expiredWorkIsRefusedAndCounted() throws Exception {
        AtomicInteger worked = new AtomicInteger();
        serve(plain(), 2, exchange -> {
            worked.incrementAndGet();
            answer(exchange, 200, "");
        });

        HttpResponse<String> answer = get("/", "Ops-Deadline-Ms", "0");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Gateway Timeout\",\"status\":504,"
                        + "\"detail\":\"The deadline of the request was over before its work began.\"}");
        assertThat(worked).hasValue(0);
        assertThat(refused("deadline")).isEqualTo(1);
        settle();
        assertThat(registry.get("http.server.requests")
                        .tag("status", "504")
                        .timer()
                        .count())
                .isOne();
    }

    /** With the server's threads not given through {@link IncomingRequests#executor} both requests are worked on. */
    @Test
    void waitingForAThreadCountsAgainstTheDeadline() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger worked = new AtomicInteger();
        serve(plain(), 1, exchange -> {
            worked.incrementAndGet();
            begun.countDown();
            await(goOn);
            answer(exchange, 200, "");
        });
        CompletableFuture<HttpResponse<String>> first =
                http.sendAsync(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofString());
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        long sent = System.nanoTime();
        CompletableFuture<HttpResponse<String>> impatient = http.sendAsync(
                HttpRequest.newBuilder(uri("/")).header("Ops-Deadline-Ms", "50").build(), BodyHandlers.ofString());
        // It waits in the pool's queue, for longer than its caller does.
        var queue = ((java.util.concurrent.ThreadPoolExecutor) threads).getQueue();
        while (queue.isEmpty() || System.nanoTime() - sent < TimeUnit.MILLISECONDS.toNanos(200)) {
            Thread.onSpinWait();
        }
        goOn.countDown();

        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(impatient.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(504);
        assertThat(worked).hasValue(1);
    }

    @Test
    void anAnnouncedBodyThatIsTooLongIsRefusedUnread() throws Exception {
        AtomicInteger worked = new AtomicInteger();
        serve(plain(), 2, exchange -> {
            worked.incrementAndGet();
            answer(exchange, 200, "" + exchange.getRequestBody().readAllBytes().length);
        });

        assertThat(post("x".repeat(1_000)).body()).isEqualTo("1000");
        String answer = RawCaller.send(
                server.getAddress().getPort(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n", true);

        assertThat(answer)
                .startsWith("HTTP/1.1 413 ")
                .containsIgnoringCase("connection: close")
                .endsWith("{\"type\":\"about:blank\",\"title\":\"Content Too Large\",\"status\":413,"
                        + "\"detail\":\"The body of a request may have 1000 bytes.\"}");
        assertThat(worked).hasValue(1);
        assertThat(refused("body")).isEqualTo(1);
    }

    @Test
    void aBodyThatTurnsOutTooLongIsRefusedWhateverTheHandlerMakesOfIt() throws Exception {
        serve(plain(), 2, exchange -> {
            try {
                exchange.getRequestBody().readAllBytes();
                answer(exchange, 200, "");
            } catch (IOException tooLong) {
                switch (exchange.getRequestURI().getPath()) {
                    case "/throws" -> throw tooLong;
                    case "/wraps" -> throw new IllegalStateException(tooLong);
                    default -> {}
                }
            }
        });

        for (String path : List.of("/throws", "/wraps", "/ignores")) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri(path))
                            .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[5_000])))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(413);
        }
        assertThat(refused("body")).isEqualTo(3);
        assertThat(errors()).isEmpty();
    }

    @Test
    void aBodyThatBreaksOffIsNeverTakenForWholeAndNotAnErrorOfOurs() throws Exception {
        AtomicInteger whole = new AtomicInteger();
        serve(plain(), 2, exchange -> {
            exchange.getRequestBody().readAllBytes();
            whole.incrementAndGet();
            answer(exchange, 200, "");
        });
        int port = server.getAddress().getPort();

        String half = RawCaller.send(port, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", true);
        String chunk =
                RawCaller.send(port, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", true);

        assertThat(half).startsWith("HTTP/1.1 400 ");
        assertThat(chunk).startsWith("HTTP/1.1 400 ");
        settle();
        assertThat(whole).hasValue(0);
        assertThat(errors()).isEmpty();
        assertThat(registry.get("http.server.requests")
                        .tags("status", "400", "outcome", "CLIENT_ERROR")
                        .timers())
                .isNotEmpty();
    }

    @Test
    void anExceptionThatOnlyFollowsABrokenBodyIsStillOurs() throws Exception {
        serve(plain(), 2, exchange -> {
            try {
                exchange.getRequestBody().readAllBytes();
            } catch (IOException handled) {
                throw new IllegalStateException("a bug");
            }
        });

        String answer = RawCaller.send(
                server.getAddress().getPort(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf", true);

        assertThat(answer).startsWith("HTTP/1.1 500 ");
        settle();
        assertThat(errors()).hasSize(1);
    }

    @Test
    void anAnswerIsLoggedWhenThatIsWanted() throws Exception {
        serve(plain(), 2, exchange -> {
            exchange.sendResponseHeaders(201, 0);
            exchange.getResponseBody().write(new byte[1_234]);
            exchange.close();
        });

        HttpResponse<String> answer = get("/links/secret", "Ops-Caller", "links", "traceparent", TRACEPARENT);
        settle();

        ILoggingEvent event = events.stream()
                .filter(one -> one.getLoggerName().equals("ops.access"))
                .findFirst()
                .orElseThrow();
        assertThat(event.getLevel()).isEqualTo(Level.INFO);
        Map<String, Object> fields =
                event.getKeyValuePairs().stream().collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
        assertThat(fields)
                .containsEntry("method", "GET")
                .containsEntry("route", "/links/{code}")
                .containsEntry("status", 201)
                .containsEntry("bytes", 1_234L)
                .containsEntry("peer_service", "links")
                .containsKey("duration_ms")
                .hasSize(6);
        assertThat(event.getMDCPropertyMap())
                .containsEntry("trace_id", TRACE)
                .containsEntry(
                        "request_id",
                        answer.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(event.toString()).doesNotContain("secret");
    }

    @Test
    void anAnswerIsNotLoggedByDefault() throws Exception {
        serve(HttpSettings.defaults(), 2, exchange -> answer(exchange, 200, ""));

        get("/");
        settle();

        assertThat(events).isEmpty();
    }

    /** 16 callers at once on a service that has room for 3: never more than 3 are worked on, and the others know at once. */
    @Test
    void neverMoreAreWorkedOnThanTheLimitAllows() throws Exception {
        Semaphore inside = new Semaphore(0);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        serve(settings(0, 3, Duration.ofSeconds(30), 0, false), 16, exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            inside.release();
            await(goOn);
            now.decrementAndGet();
            answer(exchange, 200, "");
        });

        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(http.sendAsync(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofString()));
        }
        assertThat(inside.tryAcquire(3, 20, TimeUnit.SECONDS)).isTrue();
        Semaphore answered = new Semaphore(0);
        List<CompletableFuture<Void>> told =
                all.stream().map(one -> one.thenRun(answered::release)).toList();
        assertThat(told).hasSize(16);
        assertThat(answered.tryAcquire(13, 20, TimeUnit.SECONDS))
                .as("13 are answered while 3 are worked on")
                .isTrue();
        goOn.countDown();

        Map<Integer, Long> statuses = all.stream()
                .map(CompletableFuture::join)
                .collect(Collectors.groupingBy(HttpResponse::statusCode, Collectors.counting()));
        assertThat(statuses).isEqualTo(Map.of(200, 3L, 503, 13L));
        assertThat(all.stream()
                        .map(CompletableFuture::join)
                        .filter(one -> one.statusCode() == 503)
                        .map(one -> one.headers().firstValue("Retry-After").orElse("")))
                .containsOnly("1");
        assertThat(most).hasValue(3);
        assertThat(refused("concurrency")).isEqualTo(13);
        assertThat(get("/").statusCode()).as("the places were given back").isEqualTo(200);
    }

    /** Real load: the service is slow while more than a few work at a time. With the limit off all answers are slow. */
    @Test
    void slowAnswersLowerTheLimit() throws Exception {
        Semaphore capacity = new Semaphore(2);
        serve(settings(0, 50, Duration.ofMillis(50), 0, false), 32, exchange -> {
            capacity.acquireUninterruptibly();
            try {
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10);
                while (System.nanoTime() < until) {
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
            } finally {
                capacity.release();
            }
            answer(exchange, 200, "");
        });
        var limit = registry.get("http.server.concurrency.limit").gauge();
        assertThat(limit.value()).isEqualTo(20);

        ExecutorService callers = Executors.newFixedThreadPool(24);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        AtomicInteger served = new AtomicInteger();
        for (int i = 0; i < 24; i++) {
            callers.execute(() -> {
                while (limit.value() > 14 && System.nanoTime() < end) {
                    HttpRequest request = HttpRequest.newBuilder(uri("/")).build();
                    served.addAndGet(
                            http.sendAsync(request, BodyHandlers.ofString())
                                                    .join()
                                                    .statusCode()
                                            == 200
                                    ? 1
                                    : 0);
                }
            });
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(40, TimeUnit.SECONDS)).isTrue();

        assertThat(limit.value()).isBetween(1.0, 14.0);
        assertThat(served).hasPositiveValue();
    }

    @Test
    void aCallerThatSendsTooMuchIsToldWhenToComeAgain() throws Exception {
        serve(settings(0, 0, Duration.ofSeconds(1), 5, false), 2, exchange -> answer(exchange, 200, ""));

        List<HttpResponse<String>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(get("/"));
        }

        List<HttpResponse<String>> refusals =
                answers.stream().filter(one -> one.statusCode() == 429).toList();
        assertThat(answers.stream().limit(5))
                .allSatisfy(one -> assertThat(one.statusCode()).isEqualTo(200));
        assertThat(refusals).hasSizeGreaterThan(50);
        assertThat(refusals).allSatisfy(one -> assertThat(one.headers().firstValue("Retry-After"))
                .contains("1"));
        assertThat(refused("rate")).isEqualTo(refusals.size());
    }

    @Test
    void nothingLeaksBetweenRequestsOnPooledThreads() throws Exception {
        Queue<String> afterwards = new ConcurrentLinkedQueue<>();
        serve(plain(), 2, exchange -> {
            MDC.put("order", "x");
            String seen = here();
            MDC.remove("order");
            if (exchange.getRequestURI().getPath().equals("/fails")) {
                throw new IllegalStateException("failed");
            }
            answer(exchange, 200, seen);
        });
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String trace = RequestContext.start().traceId();
            String path = i % 5 == 0 ? "/fails" : "/";
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            HttpResponse<String> answer =
                                    get(path, "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
                            if (path.equals("/")) {
                                assertThat(answer.body()).isEqualTo(trace + " " + trace);
                            }
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    },
                    callers));
            all.add(CompletableFuture.runAsync(() -> afterwards.add(here()), threads));
        }
        all.forEach(CompletableFuture::join);
        callers.shutdown();

        assertThat(afterwards).hasSize(400).containsOnly("nothing null");
        settle();
    }

    @Test
    void aCallerThatGoesAwayDuringTheAnswerIsNotAnErrorOfOurs() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        serve(plain(), 2, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            await(gone);
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(new byte[10_000]);
            }
            exchange.close();
        });
        try (var socket = new java.net.Socket(
                InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        gone.countDown();
        settle();

        assertThat(errors()).isEmpty();
    }

    @Test
    void aFailingRouteTakesNoPlaceForEver() throws Exception {
        IncomingRequests requests = new IncomingRequests(plain(), registry, inFlight);
        serve(plain(), 2, exchange -> answer(exchange, 200, ""));
        server.createContext("/bad", exchange -> answer(exchange, 200, ""))
                .getFilters()
                .add(new IncomingFilter(requests, exchange -> {
                    throw new IllegalStateException("no route");
                }));

        assertThat(get("/bad").statusCode()).isEqualTo(200);

        settle();
    }

    private HttpResponse<String> post(String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri("/"))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private List<ILoggingEvent> errors() {
        return events.stream().filter(one -> one.getLevel() == Level.ERROR).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
