package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SelfCheckHandlerTest {
    private static final String TOLD_TO_NOBODY = "refused by db-7.internal";

    private final HttpClient client = HttpClient.newHttpClient();
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/self-check", checks.handler());
        server.start();
        checks.register("disk", Criticality.DEGRADES, Probe.READY, CheckResult::pass);
        checks.ready(true);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        checks.close();
    }

    @Test
    void everythingIsWell() throws Exception {
        HttpResponse<String> response = send("GET", "/self-check", "*/*");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("everything is well");
        assertThat(header(response, "Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(header(response, "Cache-Control")).contains("no-store");
    }

    @Test
    void whatFailsIsNamedAndNothingMoreIsTold() throws Exception {
        failStore();

        HttpResponse<String> text = send("GET", "/self-check", "text/plain");
        HttpResponse<String> json = send("GET", "/self-check", "application/health+json");
        HttpResponse<String> html = send("GET", "/self-check", "text/html");

        assertThat(text.statusCode()).isEqualTo(503);
        assertThat(text.body()).isEqualTo("failing: <store>");
        assertThat(json.statusCode()).isEqualTo(503);
        assertThat(header(json, "Content-Type")).contains("application/health+json");
        assertThat(json(json)).isEqualTo(JsonMapper.shared().readTree("""
                {"status": "fail", "output": "failing: <store>", "checks": {
                  "disk": [{"status": "pass", "criticality": "degrades"}],
                  "<store>": [{"status": "fail", "criticality": "critical"}]}}"""));
        assertThat(html.statusCode()).isEqualTo(503);
        assertThat(header(html, "Content-Type")).contains("text/html; charset=utf-8");
        assertThat(html.body()).contains("<h1>failing: &lt;store&gt;</h1>").doesNotContain("<store>");
        assertThat(text.body() + json.body() + html.body())
                .doesNotContain("db-7")
                .doesNotContain("IllegalState");
    }

    @Test
    void detailsAreThereForWhoIsEntitledToThem() {
        failStore();

        JsonNode store = JsonMapper.shared()
                .readTree(checks.answer("/self-check", "application/json", true).body())
                .at("/checks/<store>/0");

        assertThat(store.path("output").asString()).isEqualTo("java.lang.IllegalStateException: " + TOLD_TO_NOBODY);
        assertThat(store.path("hung").asBoolean(true)).isFalse();
        assertThat(store.path("durationMs").isNumber()).isTrue();
        assertThat(checks.answer("/self-check", "text/html", true).body()).contains(TOLD_TO_NOBODY);
    }

    @Test
    void asTextTheyAreALineForEachCheck() {
        failStore();

        assertThat(checks.answer("/self-check", "text/plain", true).body().lines())
                .hasSize(3)
                .startsWith("failing: <store>")
                .anyMatch(line -> line.contains("<store>") && line.contains("FAIL") && line.endsWith(TOLD_TO_NOBODY));
    }

    @Test
    void dataIsADetail() {
        checks.register("free", Criticality.INFO, Probe.READY, () -> CheckResult.pass()
                .with("bytes", 7)
                .with("path", "/var"));

        String open = checks.answer("/self-check", "application/json").body();
        String entitled = checks.answer("/self-check", "application/json", true).body();

        assertThat(open).contains("free").doesNotContain("/var");
        assertThat(JsonMapper.shared()
                        .readTree(entitled)
                        .at("/checks/free/0/data")
                        .toString())
                .isEqualTo("{\"bytes\":7,\"path\":\"/var\"}");
    }

    @Test
    void degradedStillTakesTraffic() throws Exception {
        checks.register("news", Criticality.DEGRADES, Probe.READY, () -> CheckResult.fail("stale"));

        HttpResponse<String> text = send("GET", "/self-check", "*/*");

        assertThat(text.statusCode()).isEqualTo(200);
        assertThat(text.body()).isEqualTo("degraded: news");
        assertThat(json(send("GET", "/self-check", "application/json"))
                        .path("status")
                        .asString())
                .isEqualTo("warn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/live", "/ready", "/started"})
    void headAnswersAsGetWithoutTheBody(String probe) throws Exception {
        HttpResponse<String> get = send("GET", "/self-check" + probe, "*/*");
        HttpResponse<String> head = send("HEAD", "/self-check" + probe, "*/*");

        assertThat(head.statusCode()).isEqualTo(get.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
        assertThat(header(head, "Cache-Control")).contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void onlyGetAndHeadAreAllowed(String method) throws Exception {
        HttpResponse<String> response = send(method, "/self-check", "*/*");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/self-check/", "/self-check/nothing", "/self-checks", "/self-check/live/x"})
    void anUnknownPathIsNotFound(String path) throws Exception {
        HttpResponse<String> response = send("GET", path, "*/*");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(header(response, "Cache-Control")).contains("no-store");
    }

    @Test
    void aCheckThatThrowsAnErrorDoesNotKeepTheEndpointFromAnswering() throws Exception {
        checks.register("broken", Criticality.CRITICAL, Probe.READY, () -> {
            throw new StackOverflowError();
        });

        HttpResponse<String> response = send("GET", "/self-check", "*/*");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("failing: broken");
    }

    private void failStore() {
        checks.register("<store>", Criticality.CRITICAL, Probe.READY, () -> {
            throw new IllegalStateException(TOLD_TO_NOBODY);
        });
    }

    private HttpResponse<String> send(String method, String path, String accept) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", accept)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Optional<String> header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}
