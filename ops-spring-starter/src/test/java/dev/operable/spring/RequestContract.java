package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.operable.core.http.InFlight;
import dev.operable.core.http.RequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** What every request gets, whichever server brings it: the same pages, callers and expectations for each. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RequestContract {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final AtomicInteger CALLERS = new AtomicInteger();

    private ConfigurableApplicationContext desk = new GenericApplicationContext();

    private final Queue<ILoggingEvent> logged = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            logged.add(event);
        }
    };

    private final String server;
    private final String[] arguments;
    private MeterRegistry registry;
    private InFlight inFlight;

    /**
     * @param server who has to answer
     * @param arguments that make it do so
     */
    RequestContract(String server, String... arguments) {
        this.server = server;
        this.arguments = arguments;
    }

    @BeforeAll
    void start() {
        desk = new SpringApplication(Desk.class)
                .run(Stream.concat(
                                Stream.of(arguments),
                                Stream.of(
                                        "--spring.application.name=desk",
                                        "--LISTEN=127.0.0.1:0",
                                        "--OPS_DISCOVERY=off",
                                        "--OPS_HTTP_ACCESS_LOG=true",
                                        "--OPS_HTTP_MAX_BODY=1000B",
                                        "--OPS_HTTP_MAX_CONCURRENCY=5",
                                        "--OPS_HTTP_SLOW_AFTER=1m",
                                        "--OPS_HTTP_RATE=20",
                                        "--OPS_HTTP_RATE_BURST=20",
                                        "--OPS_HTTP_RATE_BY=service",
                                        "--ops.stop.linger=0s"))
                        .toArray(String[]::new));
    }

    @AfterAll
    void stop() {
        desk.close();
    }

    @BeforeEach
    void listen() {
        registry = desk.getBean(MeterRegistry.class);
        inFlight = desk.getBean(InFlight.class);
        logged.clear();
        appender.start();
        root().addAppender(appender);
    }

    @AfterEach
    void settled() throws Exception {
        desk.getBean(Desk.Held.class).release();
        settle();
        root().detachAppender(appender);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private int port() {
        return Integer.parseInt(desk.getEnvironment().getProperty("local.server.port", ""));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .header("Ops-Caller", "caller-" + CALLERS.incrementAndGet());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = to(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
        return HTTP.send(
                to(path).header("Content-Type", "application/octet-stream")
                        .header("traceparent", TRACEPARENT)
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
    }

    /** Of a length that nobody announces. */
    private static BodyPublisher chunks(int length) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[length]));
    }

    /** The answer reaches the caller before the server is through with it. */
    private void settle() throws Exception {
        assertThat(inFlight.awaitIdle(Duration.ofSeconds(20))).isTrue();
    }

    private long timed(String... tags) {
        Timer timer = registry.find("http.server.requests").tags(tags).timer();
        return timer == null ? 0 : timer.count();
    }

    private long refused(String reason) {
        var counter = registry.find("http.server.requests.refused")
                .tag("reason", reason)
                .counter();
        return counter == null ? 0 : (long) counter.count();
    }

    private List<ILoggingEvent> answers() {
        return logged.stream()
                .filter(event -> event.getLoggerName().equals("ops.access"))
                .toList();
    }

    private List<ILoggingEvent> errors() {
        return logged.stream().filter(event -> event.getLevel() == Level.ERROR).toList();
    }

    @Test
    void itIsWorkedOnInTheCallersTraceAndTheAnswerIsTimedByItsTemplateAndLogged() throws Exception {
        String[] series = {
            "method", "GET", "uri", "/links/{code}", "status", "200", "outcome", "SUCCESS", "exception", "none"
        };
        long before = timed(series);
        HttpResponse<String> answer =
                get("/links/secret", "traceparent", TRACEPARENT, "Ops-Caller", "links", "X-Request-Id", "of-people");
        settle();

        assertThat(answer.body()).isEqualTo(TRACE + " " + TRACE);
        assertThat(answer.headers().firstValue("X-Request-Id")).contains("of-people");
        assertThat(timed(series) - before).isOne();
        assertThat(answers()).singleElement().satisfies(event -> {
            Map<String, Object> fields =
                    event.getKeyValuePairs().stream().collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
            assertThat(fields)
                    .containsEntry("route", "/links/{code}")
                    .containsEntry("status", 200)
                    .containsEntry("bytes", 65L)
                    .containsEntry("peer_service", "links");
            assertThat(event.getMDCPropertyMap())
                    .containsEntry("trace_id", TRACE)
                    .containsEntry("request_id", "of-people");
        });
    }

    @Test
    void whoReadsABodyDoesSoInTheCallersTrace() throws Exception {
        assertThat(post("/bodies", chunks(900)).body()).isEqualTo("900 " + TRACE + " " + TRACE);
    }

    @Test
    void aPathThatNobodyKnowsIsNoSeriesOfItsOwnAndNoError() throws Exception {
        assertThat(get("/nowhere/secret").statusCode()).isEqualTo(404);
        settle();

        assertThat(registry.find("http.server.requests").timers())
                .extracting(timer -> timer.getId().getTag("uri"))
                .noneMatch(uri -> uri.contains("secret"));
        assertThat(timed("status", "404", "exception", "none")).isOne();
        assertThat(errors()).isEmpty();
    }

    @Test
    void whatNobodyWaitsForIsNotWorkedOnAndASelfCheckIs() throws Exception {
        HttpResponse<String> late = get("/links/late", "Ops-Deadline-Ms", "0");

        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(late.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(late.body()).contains("The deadline of the request was over before its work began.");
        assertThat(refused("deadline")).isOne();
        assertThat(get("/self-check/live", "Ops-Deadline-Ms", "0").statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsAnnouncedTooLongIsRefused() throws Exception {
        long before = refused("body");
        assertThat(post("/bodies", BodyPublishers.ofByteArray(new byte[1_001])).statusCode())
                .isEqualTo(413);
        assertThat(post("/bodies", BodyPublishers.ofByteArray(new byte[1_000])).statusCode())
                .isEqualTo(200);
        assertThat(refused("body") - before).isOne();
    }

    @Test
    void aBodyThatTurnsOutTooLongIsRefusedWhateverTheApplicationMakesOfIt() throws Exception {
        long before = refused("body");
        long timedBefore = timed("status", "413", "uri", "/bodies", "exception", "none");

        HttpResponse<String> answer = post("/bodies", chunks(50_000));
        HttpResponse<String> answered = post("/answered", chunks(50_000));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("The body of a request may have 1000 bytes.");
        assertThat(answer.headers().map()).containsKey("x-request-id");
        if (server.equals("Netty")) {
            assertThat(answered.statusCode()).isEqualTo(413);
            assertThat(answered.headers().map()).containsKey("x-request-id").doesNotContainKey("of-mine");
        } else {
            assertThat(answered.statusCode())
                    .as("of an answer that is sent nothing is taken back")
                    .isEqualTo(422);
        }
        settle();
        assertThat(refused("body") - before).isEqualTo(server.equals("Netty") ? 2 : 1);
        assertThat(timed("status", "413", "uri", "/bodies", "exception", "none") - timedBefore)
                .isOne();
        assertThat(errors()).isEmpty();
    }

    @Test
    void aBodyThatBreaksOffIsNotAnErrorOfOurs() throws Exception {
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), port())) {
            send(caller, "POST /bodies HTTP/1.1\r\nHost: desk\r\nOps-Caller: half\r\nContent-Length: 100\r\n\r\nhalf");
            caller.shutdownOutput();
            caller.setSoTimeout(20_000);
            caller.getInputStream().readAllBytes();
        }
        Await.until("ended", () -> !answers().isEmpty());

        assertThat(timed("uri", "/bodies", "outcome", "SERVER_ERROR")).isZero();
        assertThat(timed("uri", "/bodies", "outcome", "SUCCESS", "status", "200"))
                .isLessThan(3);
        assertThat(errors()).isEmpty();
    }

    @Test
    void aCallerWhoSendsTooMuchIsSentAwayForAWhile() throws Exception {
        HttpResponse<String> answer = get("/links/one", "Ops-Caller", "greedy");
        for (int i = 0; i < 200 && answer.statusCode() == 200; i++) {
            answer = get("/links/one", "Ops-Caller", "greedy");
        }

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(get("/links/one", "Ops-Caller", "modest").statusCode()).isEqualTo(200);
        assertThat(get("/self-check/live", "Ops-Caller", "greedy").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsHeldIsInFlightAndTakesAPlaceUntilItIsAnswered() throws Exception {
        Desk.Held held = desk.getBean(Desk.Held.class);
        long before = timed("uri", "/held", "status", "200");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int waiting = i;
            answers.add(HTTP.sendAsync(to("/held").build(), BodyHandlers.ofString()));
            Await.until("held", () -> held.count() == waiting);
        }

        assertThat(inFlight.count()).isEqualTo(5);
        assertThat(registry.get("http.server.requests.active").gauge().value()).isEqualTo(5);
        assertThat(inFlight.awaitIdle(Duration.ofMillis(20))).isFalse();
        HttpResponse<String> busy = get("/links/one");
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.headers().firstValue("Retry-After")).contains("1");
        assertThat(get("/self-check/live").statusCode()).as("never refused").isEqualTo(200);

        held.release();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("released");
        }
        settle();
        assertThat(timed("uri", "/held", "status", "200") - before).isEqualTo(5);
        assertThat(get("/links/one").statusCode()).isEqualTo(200);
    }

    // Without the read that it is asked for, Netty answers the third one never.
    @Test
    void aConnectionIsReadOnAfterARequestThatWaitedForTheOneBefore() throws Exception {
        Desk.Held held = desk.getBean(Desk.Held.class);
        try (KeptConnection caller = new KeptConnection(port())) {
            caller.get("Ops-Caller: kept\r\n", "/held", "/links/one");
            Await.until("held", () -> held.count() == 1);
            held.release();
            caller.answers(2);
            settle();

            caller.get("Ops-Caller: kept\r\nConnection: close\r\n", "/links/two");
            assertThat(caller.rest()).contains("HTTP/1.1 200");
        }
    }

    @Test
    void callersAreSentElsewhereAndWhatTheyAskIsAnswered() throws Exception {
        inFlight.divert(true);
        try {
            assertThat(raw("/links/one"))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .contains("\r\n\r\n");
        } finally {
            inFlight.divert(false);
        }
        assertThat(get("/links/one").headers().firstValue("Connection").orElse("keep-alive"))
                .isEqualToIgnoringCase("keep-alive");
    }

    @Test
    void anExceptionIsAnswered500AndIsOneErrorOfTheLogThatBelongsToItsRequest() throws Exception {
        String[] series = {"uri", "/broken", "status", "500", "exception", "IllegalStateException"};
        long before = timed(series);
        HttpResponse<String> answer = get("/broken", "X-Request-Id", "broken-one");
        settle();

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("X-Request-Id")).contains("broken-one");
        assertThat(timed(series) - before).isOne();
        assertThat(errors()).singleElement().satisfies(event -> {
            assertThat(event.getThrowableProxy().getMessage()).contains("the page is torn");
            assertThat(event.getMDCPropertyMap()).containsEntry("request_id", "broken-one");
        });
    }

    @Test
    void aStreamIsInFlightAsLongAsSomebodyListensAndTeachesTheLimitNothing() throws Exception {
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), port())) {
            send(caller, "GET /events HTTP/1.1\r\nHost: desk\r\nOps-Caller: listener\r\n\r\n");
            caller.setSoTimeout(20_000);
            StringBuilder heard = new StringBuilder();
            InputStream events = caller.getInputStream();
            for (int one; heard.indexOf("event 3") < 0 && (one = events.read()) >= 0; ) {
                heard.append((char) one);
            }
            assertThat(heard).contains("event 3");
            assertThat(inFlight.count()).isOne();
            assertThat(timed("uri", "/events")).isZero();
        }
        settle();

        assertThat(registry.find("http.server.requests").tag("uri", "/events").timers())
                .singleElement()
                .satisfies(timer -> assertThat(timer.count()).isOne());
        assertThat(errors()).isEmpty();
    }

    @Test
    void nothingLeaksFromARequestToTheNextOnItsThread() throws Exception {
        for (int i = 0; i < 60; i++) {
            String trace = RequestContext.start().traceId();
            HttpResponse<String> answer =
                    get(i % 5 == 0 ? "/broken" : "/links/one", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
            if (i % 5 != 0) {
                assertThat(answer.body()).isEqualTo(trace + " " + trace);
            }
        }
    }

    private static void send(Socket caller, String request) throws Exception {
        caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        caller.getOutputStream().flush();
    }

    /** The whole answer, on a connection that the caller would keep. */
    private String raw(String path) throws Exception {
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), port())) {
            caller.setSoTimeout(20_000);
            send(caller, "GET " + path + " HTTP/1.1\r\nHost: desk\r\nOps-Caller: raw\r\n\r\n");
            return new String(caller.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
