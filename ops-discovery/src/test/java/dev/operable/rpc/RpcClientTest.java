package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.operable.core.http.RequestContext;
import dev.operable.discovery.Discovery;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class RpcClientTest {
    record HitCount(long value) {}

    /** The first call of a process loads some 500 classes, which takes a busy machine more than a second. */
    private static final RpcOptions PATIENT = RpcOptions.builder()
            .deadline(Duration.ofSeconds(20))
            .attemptTimeout(Duration.ofSeconds(20))
            .build();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Server server;
    private RpcClients rpc;
    private RpcClient hits;
    private volatile Headers seen = new Headers();
    private volatile String body = "";

    @BeforeEach
    void start() throws IOException {
        server = Server.start(this::answer);
        rpc = RpcClients.create(KnownInstances.of(server.port()), PATIENT, meters);
        hits = rpc.client("hits");
    }

    @AfterEach
    void stop() {
        rpc.close();
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        seen = exchange.getRequestHeaders();
        body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (exchange.getRequestURI().getPath()) {
            case "/missing" -> Server.answer(exchange, 404, "text/plain", "no such link");
            case "/page" -> Server.answer(exchange, 200, "text/html", "<html>login</html>");
            case "/long" -> Server.answer(exchange, 200, "text/plain", "\u00e4\n".repeat(1_000_000));
            case "/moved" -> {
                exchange.getResponseHeaders().set("Location", "/links/1/hits");
                Server.answer(exchange, 302, "text/plain", "");
            }
            default -> Server.answer(exchange, 200, "application/json", "{\"value\":42,\"added\":\"later\"}");
        }
    }

    // Without the header in RpcRequest nothing of it arrives.
    @Test
    void saysWhoCallsUnlessTheRequestSaysItself() {
        try (RpcClients named =
                RpcClients.create(KnownInstances.of(server.port()), PATIENT, new SimpleMeterRegistry(), "links")) {
            named.client("hits").get("/").send();
            assertThat(seen.get("Ops-Caller")).containsExactly("links");

            named.client("hits").get("/").header("ops-caller", "tests").send();
            assertThat(seen.get("Ops-Caller")).containsExactly("tests");
        }
        hits.get("/").send();
        assertThat(seen).doesNotContainKey("Ops-Caller");
    }

    @Test
    void saysNothingThatIsNoName() {
        for (String none : List.of("a name", "a\r\nb", "x".repeat(65))) {
            try (RpcClients unnamed =
                    RpcClients.create(KnownInstances.of(server.port()), PATIENT, new SimpleMeterRegistry(), none)) {
                unnamed.client("hits").get("/").send();
                assertThat(seen).as(none).doesNotContainKey("Ops-Caller");
            }
        }
    }

    @Test
    void readsJsonAndIgnoresWhatItDoesNotKnow() {
        assertThat(hits.get("/links/{id}/hits", "a").as(HitCount.class).value()).isEqualTo(42);
    }

    // Without RpcClientsBuilder.json both names are those of the record.
    @Test
    void writesAndReadsJsonAsTheMapperOfTheApplicationDoes() {
        JsonMapper upper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
                .build();
        try (RpcClients own = RpcClients.builder(KnownInstances.of(server.port()), new SimpleMeterRegistry())
                .defaults(PATIENT)
                .json(upper)
                .build()) {
            HitCount answer =
                    own.client("hits").post("/links").json(new HitCount(7)).as(HitCount.class);

            assertThat(body).isEqualTo("{\"Value\":7}");
            assertThat(answer.value()).isEqualTo(42);
        }
    }

    @Test
    void encodesVariablesAndParameters() {
        hits.get("/links/{id}/hits", "a/b ?#\u00e9%2F\r\n")
                .query("q x", "1&2=3+ä")
                .send();

        assertThat(server.targets())
                .containsExactly("GET /links/a%2Fb%20%3F%23%C3%A9%252F%0D%0A/hits?q%20x=1%262%3D3%2B%C3%A4");
    }

    @Test
    void sendsEncodedTargetsAsTheyAre() {
        hits.encoded("GET", "/a%2Fb/c;x=1?y=%20&z", "/a/{b}").send();

        assertThat(server.targets()).containsExactly("GET /a%2Fb/c;x=1?y=%20&z");
        assertThat(meters.find("rpc.client.calls").tag("uri", "/a/{b}").timer()).isNotNull();
    }

    @Test
    void sendsJsonKeyHeadersAndTheRemainingTime() {
        Map<String, String> incoming = Map.of(
                "X-Request-Id", "r-1",
                "Ops-Deadline-Ms", "60000",
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "tracestate", "congo=t61rcWkgMzE");
        RequestContext.from(name -> Stream.ofNullable(incoming.get(name)).toList())
                .run(() -> hits.post("/links/{id}/hits", 7)
                        .json(new HitCount(1))
                        .idempotencyKey("k-1")
                        .header("X-Team", "a")
                        .deadline(Duration.ofSeconds(6))
                        .send());

        assertThat(body).isEqualTo("{\"value\":1}");
        assertThat(seen.getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(seen.getFirst("Idempotency-Key")).isEqualTo("k-1");
        assertThat(seen.getFirst("X-Team")).isEqualTo("a");
        assertThat(seen.getFirst("X-Request-Id")).isEqualTo("r-1");
        assertThat(seen.getFirst("tracestate")).isEqualTo("congo=t61rcWkgMzE");
        assertThat(seen.getFirst("traceparent"))
                .matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01")
                .doesNotContain("b7ad6b7169203331");
        assertThat(Integer.parseInt(seen.getFirst("Ops-Deadline-Ms"))).isBetween(1, 6_000);
        assertThat(seen.getFirst("User-Agent")).isEqualTo("Operable");
        assertThat(List.of("Upgrade", "Cookie")).noneMatch(seen::containsKey);
    }

    // With DEADLINE_TOO_SOON where nobody was asked, the service has failed a call that it never saw.
    @Test
    void waitsNoLongerThanWhoeverWaitsForTheRequest() throws Exception {
        RequestContext late = RequestContext.from(name -> name.equals("Ops-Deadline-Ms") ? List.of("8000") : List.of());
        late.run(() -> hits.get("/").send());
        assertThat(Integer.parseInt(seen.getFirst("Ops-Deadline-Ms"))).isBetween(1, 8_000);

        RequestContext over = RequestContext.from(name -> name.equals("Ops-Deadline-Ms") ? List.of("1") : List.of());
        while (!over.expired()) {
            Thread.onSpinWait();
        }
        int before = server.requests();
        assertThatThrownBy(() -> over.run(() -> hits.get("/").send()))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcException.Kind.DEADLINE));
        assertThat(server.requests()).isEqualTo(before);
        assertThat(hits.check().run().data()).containsEntry("calls", 1L);
    }

    @Test
    void throwsTheAnswerOfAnErrorWithItsBody() {
        assertThatThrownBy(() -> hits.get("/missing").send())
                .isInstanceOfSatisfying(RpcException.class, e -> {
                    assertThat(e.kind()).isEqualTo(RpcException.Kind.STATUS);
                    assertThat(e.service()).isEqualTo("hits");
                    assertThat(e.status()).hasValue(404);
                    assertThat(e.response().orElseThrow().text()).isEqualTo("no such link");
                })
                .hasMessageMatching("calling hits failed after 1 attempt: " + server.address()
                        + " status 404 \\d+ ms \\(GET /missing\\)");
        assertThat(hits.get("/missing").exchange().status()).isEqualTo(404);
    }

    @Test
    void saysWhatAnAnswerIsThatIsNotJson() {
        assertThatThrownBy(() -> hits.get("/page").as(HitCount.class))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcException.Kind.BODY))
                .hasMessageContaining(
                        "The body of the answer (status 200) is text/html and not JSON: <html>login</html>");
    }

    @Test
    void showsTheStartOfALongAnswerThatIsNotJson() {
        assertThatThrownBy(() -> hits.get("/long").as(HitCount.class))
                .hasMessageEndingWith("is text/plain and not JSON: " + "\u00e4 ".repeat(100) + "...");
    }

    @Test
    void sendsOneContentTypeTheLastThatWasSet() {
        hits.post("/")
                .header("content-type", "text/plain")
                .json(1)
                .body(new byte[1], "text/csv")
                .send();
        assertThat(seen.get("Content-Type")).containsExactly("text/csv");

        hits.post("/")
                .json(new HitCount(1))
                .header("content-type", "application/vnd.hits+json")
                .send();
        assertThat(seen.get("Content-Type")).containsExactly("application/vnd.hits+json");
    }

    @Test
    void namesTheVariableOfAServiceWhoseNameIsNoVariable() {
        try (RpcClients other = RpcClients.create(Discovery.fixed(Map.of("my-hits.v2", List.of())), PATIENT, meters)) {
            RpcClient client = other.client("my-hits.v2");
            assertThatThrownBy(() -> client.get("/").send()).hasMessageContaining("set MY_HITS_V2_URL=http://");
        }
    }

    @Test
    void followsNoRedirect() {
        assertThat(hits.get("/moved").send().header("location")).hasValue("/links/1/hits");
        assertThat(server.targets()).containsOnly("GET /moved");
    }

    @Test
    void measuresCallsByTemplateAndAttempts() {
        hits.get("/links/{id}/hits", 1).send();
        hits.get("/links/{id}/hits", 2).send();
        hits.get("/missing").exchange();

        Timer calls = meters.get("rpc.client.calls")
                .tags("peer", "hits", "method", "GET", "uri", "/links/{id}/hits", "outcome", "ok")
                .timer();
        assertThat(calls.count()).isEqualTo(2);
        assertThat(meters.get("rpc.client.calls")
                        .tag("outcome", "status_404")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("rpc.client.attempts")
                        .tags("peer", "hits", "outcome", "ok")
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void keepsTheNumberOfTemplatesSmall() {
        for (int i = 0; i < 510; i++) {
            hits.get("/links/" + i).send();
        }

        assertThat(meters.find("rpc.client.calls").timers()).hasSize(501);
        assertThat(meters.get("rpc.client.calls").tag("uri", "other").timer().count())
                .isEqualTo(10);
    }

    @Test
    void refusesCallsOnceClosed() {
        rpc.close();
        rpc.close();

        assertThatThrownBy(() -> hits.get("/").send())
                .hasMessage("calling hits failed (GET /). The client is closed: RpcClients.close() was called,"
                        + " as at the end of the process.")
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcException.Kind.REJECTED));
    }

    // Without the verdict in Call.answerOf the message ends with the path.
    @Test
    void saysThatItsThreadWasInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> hits.get("/x").send())
                    .hasMessage("calling hits failed (GET /x). The thread that waited for it was interrupted.");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void oneServiceHasOneClient() {
        RpcOptions other = RpcOptions.builder().retries(0).build();

        assertThat(rpc.client("hits")).isSameAs(hits);
        assertThatThrownBy(() -> rpc.client("hits", other)).isInstanceOf(IllegalStateException.class);
    }
}
