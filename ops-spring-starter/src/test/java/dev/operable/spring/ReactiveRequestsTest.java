package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.operable.core.http.InFlight;
import dev.operable.core.http.RequestContext;
import dev.operable.rpc.RpcClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleTracer;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A pipeline of WebFlux leaves the thread that it began in, and goes on with the request that it belongs to. */
@Timeout(120)
class ReactiveRequestsTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static HttpServer hits;

    @Configuration(proxyBeanMethods = false)
    @Import({Desk.class, Pages.class})
    static class Reactive {}

    /** With a tracing system, and Spring Boot's own timers. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration"
            })
    @Import(Pages.class)
    static class Observed {
        @Bean
        SimpleTracer tracer() {
            return new SimpleTracer();
        }

        @Bean
        DefaultTracingObservationHandler spans(Tracer tracer) {
            return new DefaultTracingObservationHandler(tracer);
        }
    }

    @RestController
    static class Pages {
        private final WebClient web;
        private final RpcClient rpc;

        Pages(ClientHttpConnector connector, @Rpc("hits") RpcClient rpc) {
            this.web = WebClient.builder()
                    .clientConnector(connector)
                    .baseUrl("http://hits")
                    .build();
            this.rpc = rpc;
        }

        @GetMapping("/pipeline")
        Mono<String> pipeline() {
            return elsewhere(Mono.deferContextual(
                    pipeline -> Mono.just(pipeline.get(RequestContext.class).traceId())));
        }

        @GetMapping("/thread")
        Mono<String> thread() {
            return elsewhere(Mono.fromSupplier(Desk::here));
        }

        @GetMapping("/web")
        Mono<String> web() {
            return elsewhere(web.get().uri("/").retrieve().bodyToMono(String.class));
        }

        @GetMapping("/rpc")
        Mono<String> rpc() {
            return Mono.fromFuture(rpc.get("/").async().send()).map(answer -> answer.text());
        }

        private static <T> Mono<T> elsewhere(Mono<T> work) {
            return Mono.just("").publishOn(Schedulers.boundedElastic()).flatMap(moved -> work);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        hits = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hits.createContext("/", exchange -> {
            Headers headers = exchange.getRequestHeaders();
            String[] traceparent = headers.getFirst("traceparent").split("-", -1);
            String told = String.join(
                    " ",
                    traceparent[1],
                    headers.getFirst("X-Request-Id"),
                    headers.getFirst("Ops-Caller"),
                    headers.getFirst("Ops-Deadline-Ms"),
                    traceparent[2]);
            byte[] body = told.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        hits.start();
    }

    @AfterAll
    static void stop() {
        hits.stop(0);
    }

    private static ConfigurableApplicationContext run(Class<?> application, String... more) {
        List<String> servers = Stream.of(
                        "tomcat.autoconfigure.reactive.TomcatReactiveWebServer",
                        "tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContext",
                        "jetty.autoconfigure.reactive.JettyReactiveWebServer",
                        "jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContext")
                .map(server -> "org.springframework.boot." + server + "AutoConfiguration")
                .toList();
        return new SpringApplicationBuilder(application)
                .run(Stream.concat(
                                Stream.of(
                                        "--spring.main.web-application-type=reactive",
                                        "--spring.autoconfigure.exclude=" + String.join(",", servers),
                                        "--spring.application.name=desk",
                                        "--LISTEN=127.0.0.1:0",
                                        "--OPS_DISCOVERY=static",
                                        "--HITS_URL=http://127.0.0.1:"
                                                + hits.getAddress().getPort(),
                                        "--ops.stop.linger=0s"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + path))
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .header("X-Request-Id", "of-people")
                .header("Ops-Deadline-Ms", "15000")
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    // One at a time: whichever ends first takes the threads of Netty along.
    @Test
    void thePipelineHasItsRequestAndSoHaveItsCallsAndItEndsWhenItsCallerIsGone() throws Exception {
        try (ConfigurableApplicationContext desk = run(Reactive.class, "--OPS_HTTP_MAX_CONCURRENCY=1")) {
            assertThatTheRequestIsKnown(desk);
            assertThatItEndsWithItsCaller(desk);
        }
    }

    private static void assertThatTheRequestIsKnown(ConfigurableApplicationContext desk) throws Exception {
        assertThat(get(desk, "/pipeline").body()).isEqualTo(TRACE);
        // With the context of the thread alone, which is another one by then, it is a trace of its own.
        String[] web = get(desk, "/web").body().split(" ", -1);
        assertThat(web).startsWith(TRACE, "of-people", "desk");
        assertThat(Integer.parseInt(web[3])).isBetween(1, 15_000);
        String[] rpc = get(desk, "/rpc").body().split(" ", -1);
        assertThat(rpc).startsWith(TRACE, "of-people", "desk");
        assertThat(Integer.parseInt(rpc[3])).isBetween(1, 15_000);
    }

    private static void assertThatItEndsWithItsCaller(ConfigurableApplicationContext desk) throws Exception {
        InFlight inFlight = desk.getBean(InFlight.class);
        assertThat(inFlight.awaitIdle(Duration.ofSeconds(20))).isTrue();
        try (Socket caller = new Socket(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(desk.getEnvironment().getProperty("local.server.port", "")))) {
            caller.getOutputStream()
                    .write("GET /held HTTP/1.1\r\nHost: desk\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Await.until("held", () -> desk.getBean(Desk.Held.class).count() == 1);
            assertThat(inFlight.count()).isOne();
        }
        Await.until("gone", () -> inFlight.count() == 0);

        assertThat(desk.getBean(MeterRegistry.class)
                        .get("http.server.requests")
                        .tags("uri", "/held", "status", "UNKNOWN", "outcome", "UNKNOWN", "exception", "none")
                        .timer()
                        .count())
                .isOne();
        assertThat(get(desk, "/pipeline").statusCode()).as("its place is free").isEqualTo(200);
    }

    // Without the accessor, or with the hook of Reactor off as it is by default, the thread knows of none.
    @Test
    void withMicrometersContextPropagationThreadsKnowTheRequestAsWell() throws Exception {
        try (ConfigurableApplicationContext carrying =
                run(Reactive.class, "--spring.reactor.context-propagation=auto")) {
            assertThat(get(carrying, "/thread").body()).isEqualTo(TRACE + " " + TRACE);
        } finally {
            Hooks.disableAutomaticContextPropagation();
        }
    }

    // Without the span that Spring observed, the call is part of a trace that the tracing system knows nothing of.
    @Test
    void idsOfCallsAreThoseOfTheTracingSystemSpringBootsTimerIsTheOnlyOneAndActuatorsOwnPortHasNoLimits()
            throws Exception {
        try (ConfigurableApplicationContext observed = run(
                Observed.class,
                "--management.server.port=0",
                "--management.server.address=127.0.0.1",
                "--OPS_HTTP_RATE=1",
                "--OPS_HTTP_RATE_BURST=1")) {
            String[] told = get(observed, "/web").body().split(" ", -1);
            MeterRegistry registry = observed.getBean(MeterRegistry.class);
            Await.until("timed", () -> registry.find("http.server.requests").timer() != null);

            assertThat(registry.get("http.server.requests").timers())
                    .allMatch(timer -> timer.getId().getTag("error") != null);
            TraceContext span = observed.getBean(SimpleTracer.class).onlySpan().context();
            assertThat(told[0]).endsWith(span.traceId()).hasSize(32);
            assertThat(told[4]).isEqualTo(span.spanId());
            assertThat(told[1]).isEqualTo("of-people");

            URI health = URI.create("http://127.0.0.1:"
                    + observed.getEnvironment().getProperty("local.management.port") + "/actuator/health");
            for (int i = 0; i < 10; i++) {
                assertThat(Web.get(health).statusCode()).isEqualTo(200);
            }
            assertThatConnectionsAreReadOn(health.getPort());
            assertThat(Stream.of(1, 2, 3, 4, 5, 6).map(i -> status(observed))).contains(429);
        }
    }

    /** One request waits for the one before, and is then answered at once. */
    private static void assertThatConnectionsAreReadOn(int port) throws Exception {
        try (KeptConnection caller = new KeptConnection(port)) {
            for (int i = 0; i < 5; i++) {
                caller.get("", "/actuator/health", "/actuator");
                caller.answers(2 * i + 2);
            }
        }
    }

    private static int status(ConfigurableApplicationContext application) {
        try {
            return get(application, "/pipeline").statusCode();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
