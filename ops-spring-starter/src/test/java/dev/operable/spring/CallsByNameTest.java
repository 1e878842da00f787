package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.operable.rpc.RpcException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Spring's own clients, as an application has them, calling a service of which one of two instances is dead. */
class CallsByNameTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final ConcurrentMap<String, Integer> REQUESTS = new ConcurrentHashMap<>();
    private static final CountDownLatch HELD = new CountDownLatch(1);

    private static final List<Socket> DEAD = new ArrayList<>();

    private static HttpServer hits;
    private static ConfigurableApplicationContext application;
    private static HitsApi api;
    private static RestClient rest;
    private static WebClient web;

    /** The service as its callers declare it. */
    interface HitsApi {
        @GetExchange("/links/{code}/hits")
        String count(@PathVariable String code);

        @PostExchange(url = "/links/{code}/hits", contentType = MediaType.TEXT_PLAIN_VALUE)
        String add(@PathVariable String code, @RequestBody String hit);

        @PostExchange(url = "/links/{code}/hits", contentType = MediaType.TEXT_PLAIN_VALUE)
        String addOnce(
                @PathVariable String code, @RequestHeader("Idempotency-Key") String key, @RequestBody String hit);
    }

    /** The same without waiting. */
    interface SoonHits {
        @GetExchange("/soon/{code}")
        Mono<String> count(@PathVariable String code);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ImportHttpServices(group = "hits", types = HitsApi.class)
    @ImportHttpServices(group = "soon", types = SoonHits.class, clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
    static class Links {
        /** As Spring Boot's module for WebClient has it for its groups. */
        @Bean
        WebClientHttpServiceGroupConfigurer groups(ClientHttpConnectorBuilder<?> connectors) {
            return groups -> groups.forEachClient((group, builder) ->
                    builder.baseUrl("http://hits").clientConnector(connectors.build(HttpClientSettings.defaults())));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        hits = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hits.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "hits");
            thread.setDaemon(true);
            return thread;
        }));
        hits.createContext("/", CallsByNameTest::answer);
        hits.start();
        application = new SpringApplicationBuilder(Links.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.application.name=links",
                        "--OPS_DISCOVERY=static",
                        "--HITS_URL=http://127.0.0.1:" + hits.getAddress().getPort() + ",http://127.0.0.1:"
                                + deadPort(),
                        "--TILL_URL=http://127.0.0.1:" + deadPort(),
                        "--spring.http.serviceclient.hits.base-url=http://hits");
        api = application.getBean(HitsApi.class);
        rest = application
                .getBean(RestClient.Builder.class)
                .baseUrl("http://hits")
                .build();
        // As Spring Boot's module for WebClient makes its builder.
        web = WebClient.builder()
                .clientConnector(application.getBean(ClientHttpConnector.class))
                .baseUrl("http://hits")
                .build();
    }

    @AfterAll
    static void stop() throws IOException {
        HELD.countDown();
        application.close();
        hits.stop(0);
        for (Socket socket : DEAD) {
            socket.close();
        }
    }

    /** Bound, so that nobody else gets it, and listened at by nobody. */
    private static int deadPort() throws IOException {
        Socket socket = new Socket();
        DEAD.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket.getLocalPort();
    }

    /** What it was asked, but that the first POST of each path below {@code /links/busy} fails. */
    private static void answer(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int times = REQUESTS.merge(asked, 1, Integer::sum);
        if (asked.contains("/held")) {
            await(HELD);
        }
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        byte[] body = (asked + (sent.isEmpty() ? "" : " " + sent) + (cookie == null ? "" : " with " + cookie))
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.getResponseHeaders().add("Set-Cookie", "seen=yes; Path=/links; HttpOnly");
        exchange.getResponseHeaders().add("Set-Cookie", "nothing");
        int status = asked.contains("/none") ? 404 : asked.startsWith("POST") && times == 1 ? 503 : 200;
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> templates() {
        return application.getBean(MeterRegistry.class).getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("rpc.client"))
                .map(meter -> meter.getId().getTag("uri"))
                .filter(uri -> uri != null)
                .distinct()
                .toList();
    }

    // Without our transport "hits" is looked up in DNS, and not found.
    @Test
    void anInterfaceOfAGroupIsCalledByTheNameOfItsServiceThoughAnInstanceIsDead() {
        for (int call = 0; call < 20; call++) {
            assertThat(api.count("c" + call)).isEqualTo("GET /links/c" + call + "/hits");
        }
        assertThat(templates()).contains("/links/{code}/hits").noneMatch(uri -> uri.contains("c1"));
    }

    @Test
    void aPostOfAGroupIsTriedAgainOnlyWithAKey() {
        assertThatThrownBy(() -> api.add("one", "x")).isInstanceOf(HttpServerErrorException.ServiceUnavailable.class);
        assertThat(REQUESTS.get("POST /links/one/hits")).isEqualTo(1);

        assertThat(api.addOnce("two", "k", "x")).isEqualTo("POST /links/two/hits x");
        assertThat(REQUESTS.get("POST /links/two/hits")).isEqualTo(2);
    }

    // Without our transport "hits" is looked up in DNS, and not found.
    @Test
    void webClientCallsByNameThoughAnInstanceIsDead() {
        List<String> answers = Flux.range(0, 20)
                .flatMap(call ->
                        web.get().uri("/webs/{code}", "w" + call).retrieve().bodyToMono(String.class))
                .collectList()
                .block(LONG);

        assertThat(answers).hasSize(20).allMatch(answer -> answer.startsWith("GET /webs/w"));
        assertThat(templates()).contains("/webs/{code}").noneMatch(uri -> uri.contains("w1"));
    }

    // Without our transport "hits" is looked up in DNS, and not found.
    @Test
    void anInterfaceOfAGroupThatDoesNotWaitCallsByNameToo() {
        assertThat(application.getBean(SoonHits.class).count("s1").block(LONG)).isEqualTo("GET /soon/s1");
        assertThat(templates()).contains("/soon/{code}");
    }

    @Test
    void webClientSendsBodiesAndCookiesAndTriesAPostAgainOnlyWithAKey() {
        assertThatThrownBy(() -> web.post()
                        .uri("/once")
                        .bodyValue("x")
                        .retrieve()
                        .toBodilessEntity()
                        .block(LONG))
                .isInstanceOf(WebClientResponseException.ServiceUnavailable.class);
        assertThat(REQUESTS.get("POST /once")).isEqualTo(1);

        assertThat(web.post()
                        .uri("/twice?a={a}", "b c")
                        .header("Idempotency-Key", "k")
                        .cookie("session", "s1")
                        .cookie("theme", "dark")
                        .body(Flux.just("one,", "two"), String.class)
                        .retrieve()
                        .bodyToMono(String.class)
                        .block(LONG))
                .isEqualTo("POST /twice?a=b%20c one,two with session=s1; theme=dark");
    }

    @Test
    void webClientReadsStatusHeadersAndCookies() {
        Mono<ResponseEntity<String>> call = web.get().uri("/none").exchangeToMono(answer -> {
            assertThat(answer.cookies().getFirst("seen")).hasToString("seen=yes; Path=/links; HttpOnly");
            assertThat(answer.cookies()).containsOnlyKeys("seen");
            return answer.toEntity(String.class);
        });

        assertThat(call.blockOptional(LONG)).hasValueSatisfying(none -> {
            assertThat(none.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
            assertThat(none.getHeaders().getContentType()).isEqualTo(MediaType.TEXT_PLAIN);
            assertThat(none.getBody()).isEqualTo("GET /none");
        });
    }

    @Test
    void webClientHoldsNoThreadUp() throws Exception {
        var loop = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<String> answer = new CompletableFuture<>();
            loop.submit(() -> web.get()
                            .uri("/held")
                            .retrieve()
                            .bodyToMono(String.class)
                            .subscribe(answer::complete, answer::completeExceptionally))
                    .get(LONG.toSeconds(), TimeUnit.SECONDS);
            Await.until("asked", () -> REQUESTS.containsKey("GET /held"));

            assertThat(loop.submit(answer::isDone).get(LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("answered, while the thread that asked does something else")
                    .isFalse();

            HELD.countDown();
            assertThat(answer.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("GET /held");
        } finally {
            loop.shutdownNow();
        }
    }

    @Test
    void webClientTellsEveryAttemptThatFailed() {
        assertThatThrownBy(() -> web.get()
                        .uri("http://till/total")
                        .retrieve()
                        .bodyToMono(String.class)
                        .block(LONG))
                .isInstanceOf(WebClientRequestException.class)
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("till")
                .cause()
                .isInstanceOfSatisfying(RpcException.class, failed -> assertThat(failed.attempts())
                        .isNotEmpty());
    }

    @Test
    void otherHostsAreCalledAsBefore() {
        String there = "http://127.0.0.1:" + hits.getAddress().getPort() + "/elsewhere";

        assertThat(rest.get().uri(there).retrieve().body(String.class)).isEqualTo("GET /elsewhere");
        assertThat(web.get().uri(there).retrieve().bodyToMono(String.class).block(LONG))
                .isEqualTo("GET /elsewhere");
    }

    // Without the check of its value it goes out.
    @Test
    void aHeaderWithLineBreaksIsRefusedBeforeAnythingIsSent() {
        for (String value : new String[] {"a\r\nAdmin: yes", "a\nAdmin: yes", "a\rb", "a\0b"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rest.get()
                            .uri("/header")
                            .header("Note", value)
                            .retrieve()
                            .toBodilessEntity())
                    .withMessageStartingWith("The value of the header Note has the character U+00")
                    .withMessageNotContaining("Admin");
            Mono<ResponseEntity<Void>> call =
                    web.get().uri("/header").header("Note", value).retrieve().toBodilessEntity();
            assertThatThrownBy(() -> call.block(LONG)).hasRootCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> web.get()
                            .uri("/header")
                            .header(HttpHeaders.CONTENT_TYPE, value)
                            .retrieve()
                            .toBodilessEntity()
                            .block(LONG))
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(REQUESTS).doesNotContainKey("GET /header");
    }
}
