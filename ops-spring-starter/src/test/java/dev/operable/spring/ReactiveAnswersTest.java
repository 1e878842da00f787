package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.operable.core.http.InFlight;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;

/** What is said of the answers of a WebFlux application, which is below a path of its own here. */
@Timeout(120)
class ReactiveAnswersTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static ConfigurableApplicationContext desk = new GenericApplicationContext();

    private final Queue<ILoggingEvent> answers = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            answers.add(event);
        }
    };

    @Configuration(proxyBeanMethods = false)
    @Import(Desk.class)
    static class Sockets {
        @Bean
        SimpleUrlHandlerMapping sockets() {
            WebSocketHandler silent = session -> session.receive().then();
            return new SimpleUrlHandlerMapping(Map.of("/socket", silent), -1);
        }
    }

    @BeforeAll
    static void start() {
        desk = new SpringApplication(Sockets.class)
                .run(
                        "--spring.main.web-application-type=reactive",
                        "--spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration,"
                                + "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
                        "--spring.webflux.base-path=/desk",
                        "--spring.application.name=desk",
                        "--LISTEN=127.0.0.1:0",
                        "--OPS_DISCOVERY=off",
                        "--OPS_HTTP_ACCESS_LOG=true",
                        "--ops.stop.linger=0s");
    }

    @AfterAll
    static void stop() {
        desk.close();
    }

    @BeforeEach
    void listen() {
        appender.start();
        access().addAppender(appender);
    }

    @AfterEach
    void leave() {
        access().detachAppender(appender);
    }

    private static Logger access() {
        return (Logger) LoggerFactory.getLogger("ops.access");
    }

    private static URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + desk.getEnvironment().getProperty("local.server.port") + path);
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(uri("http", path)).timeout(Duration.ofSeconds(20));
    }

    private Map<String, Object> answer() throws Exception {
        Await.until("logged", () -> !answers.isEmpty());
        assertThat(answers).hasSize(1);
        return answers.remove().getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    @Test
    void anAnswerToHeadHasNoBytesWhateverItsLength() throws Exception {
        HttpResponse<String> head = HTTP.send(
                to("/desk/links/one")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertThat(head.headers().firstValue("Content-Length")).contains("65");
        assertThat(answer()).containsEntry("bytes", 0L).containsEntry("status", 200);

        HTTP.send(to("/desk/links/one").build(), BodyHandlers.ofString());
        assertThat(answer()).containsEntry("bytes", 65L);
    }

    @Test
    void whoGoesOnWithWebSocketHasTheStatus101() throws Exception {
        WebSocket socket = HTTP.newWebSocketBuilder()
                .buildAsync(uri("ws", "/desk/socket"), new WebSocket.Listener() {})
                .get(20, TimeUnit.SECONDS);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
        assertThat(answer()).containsEntry("status", 101).containsEntry("route", "/socket");

        HttpResponse<String> page = HTTP.send(to("/desk/socket").build(), BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(answer()).containsEntry("status", 400);
    }

    // Asked for at the begin of the request only, the header is missing.
    @Test
    void whatBeganBeforeTheDrainSendsItsCallerElsewhereToo() throws Exception {
        Desk.Held held = desk.getBean(Desk.Held.class);
        InFlight inFlight = desk.getBean(InFlight.class);
        CompletableFuture<HttpResponse<String>> held1 =
                HTTP.sendAsync(to("/desk/held").build(), BodyHandlers.ofString());
        Await.until("held", () -> held.count() == 1);
        inFlight.divert(true);
        try {
            held.release();
            HttpResponse<String> answered = held1.get(20, TimeUnit.SECONDS);
            assertThat(answered.body()).isEqualTo("released");
            assertThat(answered.headers().allValues("Connection")).containsExactly("close");
        } finally {
            inFlight.divert(false);
        }
    }

    @Test
    void whatIsOutsideOfTheBasePathIsCountedAndLoggedOnce() throws Exception {
        HttpResponse<String> outside =
                HTTP.send(to("/elsewhere").header("X-Request-Id", "lost").build(), BodyHandlers.ofString());
        assertThat(outside.statusCode()).isEqualTo(404);
        assertThat(outside.headers().firstValue("X-Request-Id")).contains("lost");
        assertThat(answer()).containsEntry("status", 404).containsEntry("route", "UNKNOWN");
        assertThat(desk.getBean(MeterRegistry.class)
                        .get("http.server.requests")
                        .tags("uri", "UNKNOWN", "status", "404")
                        .timer()
                        .count())
                .isOne();

        HTTP.send(to("/desk/nowhere").build(), BodyHandlers.ofString());
        assertThat(answer()).containsEntry("status", 404);
    }
}
