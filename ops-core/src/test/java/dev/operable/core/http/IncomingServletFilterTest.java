package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.config.ByteSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The same promises in a servlet container, and those about asynchronous requests. */
@Timeout(60)
final class IncomingServletFilterTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InFlight inFlight = new InFlight();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Queue<ILoggingEvent> access = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            access.add(event);
        }
    };

    @FunctionalInterface
    private interface Work {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private void serve(HttpSettings settings, Work work) throws Exception {
        IncomingRequests requests = new IncomingRequests(settings, registry, inFlight);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        FilterHolder filter = new FilterHolder(new IncomingServletFilter(
                requests, request -> request.getHttpServletMapping().getPattern(), request -> request.getRequestURI()
                        .equals("/self-check")));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        ServletHolder servlet = new ServletHolder(new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws IOException, ServletException {
                work.answer(request, response);
            }
        });
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/links/*");
        context.addServlet(servlet, "/*");
        server.setHandler(context);
        server.start();
        appender.start();
        ((Logger) LoggerFactory.getLogger("ops.access")).addAppender(appender);
    }

    @AfterEach
    void stop() throws Exception {
        ((Logger) LoggerFactory.getLogger("ops.access")).detachAppender(appender);
        server.stop();
    }

    private static HttpSettings settings(long maxBody, int maxConcurrency, int rate) {
        return new HttpSettings(
                true,
                false,
                new ByteSize(maxBody),
                maxConcurrency,
                Duration.ofMillis(1),
                rate,
                rate,
                HttpSettings.RateBy.ADDRESS);
    }

    private static String here() {
        return RequestContext.current().map(RequestContext::traceId).orElse("nothing") + " " + MDC.get("trace_id");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
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
        assertThat(inFlight.awaitIdle(Duration.ofSeconds(20))).isTrue();
    }

    private long timed(String... tags) {
        var timer = registry.find("http.server.requests").tags(tags).timer();
        return timer == null ? 0 : timer.count();
    }

    @Test
    void theServletWorksInTheCallersTraceAndTheAnswerIsTimedAndLogged() throws Exception {
        serve(settings(0, 0, 0), (request, response) -> response.getOutputStream()
                .write(here().getBytes(StandardCharsets.UTF_8)));

        HttpResponse<String> answer = get("/links/secret", "traceparent", TRACEPARENT, "Ops-Caller", "links");
        settle();

        assertThat(answer.body()).isEqualTo(TRACE + " " + TRACE);
        assertThat(timed(
                        "method", "GET", "uri", "/links/*", "status", "200", "outcome", "SUCCESS", "exception", "none"))
                .isOne();
        Map<String, Object> fields = access.remove().getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
        assertThat(fields)
                .containsEntry("route", "/links/*")
                .containsEntry("bytes", 65L)
                .containsEntry("peer_service", "links");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    }

    @Test
    void expiredBusyAndTooMuchAreRefused() throws Exception {
        serve(settings(10, 0, 3), (request, response) -> response.setStatus(204));

        assertThat(get("/", "Ops-Deadline-Ms", "0").statusCode()).isEqualTo(504);
        assertThat(http.send(
                                HttpRequest.newBuilder(uri("/"))
                                        .POST(BodyPublishers.ofString("x".repeat(11)))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(413);
        for (int i = 0; i < 100; i++) {
            if (get("/").statusCode() == 429) {
                break;
            }
        }
        HttpResponse<String> tooMany = get("/");
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Retry-After")).contains("1");
        assertThat(tooMany.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(get("/self-check", "Ops-Deadline-Ms", "0").statusCode())
                .as("never refused")
                .isEqualTo(204);
    }

    @Test
    void aBodyThatTurnsOutTooLongIsRefusedWhateverTheServletMakesOfIt() throws Exception {
        serve(settings(1_000, 0, 0), (request, response) -> {
            String path = request.getRequestURI();
            try {
                if (path.equals("/reader")) {
                    request.getReader().readLine();
                } else {
                    request.getInputStream().readAllBytes();
                }
            } catch (IOException tooLong) {
                switch (path) {
                    case "/throws" -> throw tooLong;
                    case "/wraps" -> throw new ServletException(tooLong);
                    case "/sends" -> response.sendError(400);
                    case "/tells" -> response.sendError(400, "unreadable");
                    default -> response.setStatus(400);
                }
            }
        });

        for (String path : List.of("/throws", "/wraps", "/sends", "/tells", "/answers", "/reader")) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri(path))
                            .POST(BodyPublishers.ofInputStream(
                                    () -> new java.io.ByteArrayInputStream(new byte[50_000])))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(413);
            assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        }
        settle();
        assertThat(registry.get("http.server.requests.refused")
                        .tag("reason", "body")
                        .counter()
                        .count())
                .isEqualTo(6);
    }

    @Test
    void readsTextAsItWasWritten() throws Exception {
        serve(settings(1_000, 0, 0), (request, response) -> {
            response.setCharacterEncoding("UTF-8");
            response.getWriter().write(request.getReader().lines().collect(Collectors.joining("|")));
        });

        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri("/"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("\u00e9\n\u20ac"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo("\u00e9|\u20ac");
        settle();
        assertThat(access.remove().getKeyValuePairs())
                .as("characters are not counted as bytes")
                .noneMatch(pair -> pair.key.equals("bytes"));
    }

    @Test
    void aBodyThatBreaksOffIsNotAnErrorOfOurs() throws Exception {
        CountDownLatch whole = new CountDownLatch(1);
        serve(settings(1_000, 0, 0), (request, response) -> {
            try (InputStream body = request.getInputStream()) {
                body.readAllBytes();
                whole.countDown();
            }
        });

        RawCaller.send(connector.getLocalPort(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", true);
        settle();

        assertThat(whole.getCount()).isOne();
        assertThat(timed("outcome", "SERVER_ERROR")).isZero();
        assertThat(timed("status", "400")).isOne();
    }

    @Test
    void anExceptionIsTheContainersToAnswerCountsAs500AndIsAnErrorOfTheLogWhateverTheContainerSaysOfIt()
            throws Exception {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(logged);
        serve(settings(0, 0, 0), (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                throw new ServletException(new IllegalStateException("failed"));
            }
        });

        assertThat(get("/").statusCode()).isEqualTo(500);
        settle();
        root.detachAppender(logged);

        assertThat(timed("status", "500", "exception", "IllegalStateException")).isOne();
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel() == Level.ERROR)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getThrowableProxy().getMessage()).isEqualTo("failed"));
    }

    @Test
    void anAsynchronousRequestIsInFlightUntilItIsCompleteAndKeepsItsContext() throws Exception {
        CompletableFuture<AsyncContext> started = new CompletableFuture<>();
        serve(settings(0, 5, 0), (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                response.getOutputStream().write(("dispatched " + here()).getBytes(StandardCharsets.UTF_8));
            } else {
                started.complete(request.startAsync());
            }
        });

        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                HttpRequest.newBuilder(uri("/"))
                        .header("traceparent", TRACEPARENT)
                        .build(),
                BodyHandlers.ofString());
        AsyncContext async = started.get(20, TimeUnit.SECONDS);
        assertThat(inFlight.awaitIdle(Duration.ofMillis(50))).isFalse();
        assertThat(inFlight.count()).isOne();
        async.dispatch();

        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("dispatched " + TRACE + " " + TRACE);
        settle();
        assertThat(timed("status", "200")).isOne();
        assertThat(access).hasSize(1);
        assertThat(access.remove().getMDCPropertyMap()).containsEntry("trace_id", TRACE);
        assertThat(registry.get("http.server.concurrency.limit").gauge().value())
                .as("an asynchronous answer says nothing about the load")
                .isEqualTo(5);
    }

    @Test
    void anAsynchronousRequestThatTimesOutOrFailsEndsAsWell() throws Exception {
        serve(settings(0, 0, 0), (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                AsyncContext async = request.startAsync();
                async.setTimeout(50);
            }
        });

        assertThat(get("/").statusCode()).isEqualTo(500);

        settle();
        assertThat(timed("status", "500")).isOne();
    }

    @Test
    void nothingLeaksBetweenRequestsOnPooledThreads() throws Exception {
        Queue<String> outside = new ConcurrentLinkedQueue<>();
        serve(settings(0, 0, 0), (request, response) -> {
            if (request.getRequestURI().equals("/fails") && request.getDispatcherType() == DispatcherType.REQUEST) {
                throw new IllegalStateException("failed");
            }
            response.getOutputStream().write(here().getBytes(StandardCharsets.UTF_8));
        });
        for (int i = 0; i < 200; i++) {
            String trace = RequestContext.start().traceId();
            HttpResponse<String> answer =
                    get(i % 5 == 0 ? "/fails" : "/", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
            if (answer.statusCode() == 200) {
                assertThat(answer.body()).isEqualTo(trace + " " + trace);
            }
            server.getThreadPool().execute(() -> outside.add(here()));
        }
        settle();
        server.stop();

        assertThat(outside).isNotEmpty().containsOnly("nothing null");
    }
}
