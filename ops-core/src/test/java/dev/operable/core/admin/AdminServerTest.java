package dev.operable.core.admin;

import static dev.operable.core.admin.RawHttp.get;
import static dev.operable.core.admin.RawHttp.statusOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.config.ListenAddress;
import dev.operable.config.Secret;
import dev.operable.core.ServiceIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AdminServerTest {
    private static final ListenAddress LOOPBACK = new ListenAddress("127.0.0.1", 0);

    private final List<AdminServer> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(AdminServer::close);
    }

    @Test
    void answersARouteAndThePathsBelowItAndTheLongestWins() throws Exception {
        URI server = start(
                admin("production", null).route("/self-check", says("all")).route("/self-check/live", says("live")));

        assertThat(body(server, "/self-check")).isEqualTo("all");
        assertThat(body(server, "/self-check/ready")).isEqualTo("all");
        assertThat(body(server, "/self-check/live")).isEqualTo("live");
        assertThat(status(server, "/self-checks")).isEqualTo(404);
    }

    @Test
    void listsItsEndpointsForProgramsAndForPeople() throws Exception {
        URI server = start(admin("production", "right-and-long-enough")
                .route("/metrics", says("m"))
                .guarded("/ops/config", says("secret things")));
        URI bare = start(admin("production", null).guarded("/ops/config", says("x")));

        assertThat(body(server, "/ops"))
                .isEqualTo(
                        "{\"endpoints\":[{\"path\":\"/metrics\",\"what\":\"metrics for Prometheus\",\"guard\":\"none\"},"
                                + "{\"path\":\"/ops/config\",\"what\":\"each setting and where it comes from\",\"guard\":\"token\"}]}");
        assertThat(send(server, "/", "Accept", "text/html").body())
                .contains("<a href=\"/ops/config\">/ops/config</a>")
                .doesNotContain("secret things");
        assertThat(body(bare, "/")).isEqualTo("{\"endpoints\":[]}");
        assertThat(statusOf(RawHttp.ask(server, "POST / HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n")))
                .isEqualTo(405);
        assertThat(status(server, "/opsy")).isEqualTo(404);
    }

    @Test
    void answersWhatIsWrongAsProblemDocument() throws Exception {
        HttpResponse<String> answer = send(start(admin("production", null)), "/nowhere");

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                        + "\"detail\":\"There is nothing here.\"}");
    }

    @Test
    void turnsAnExceptionOfAnEndpointIntoAProblemThatShowsNothingOfIt() throws Exception {
        URI server = start(admin("production", null).route("/broken", exchange -> {
            throw new IllegalStateException("the password is 123");
        }));

        HttpResponse<String> answer = send(server, "/broken");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("123");
    }

    @Test
    void asksForTheTokenWhereItIsGuarded() throws Exception {
        URI server = start(admin("production", "right-and-long-enough").guarded("/ops/config", says("secret things")));

        assertThat(status(server, "/ops/config")).isEqualTo(401);
        assertThat(status(server, "/ops/config", "Authorization", "Bearer wrong"))
                .isEqualTo(401);
        assertThat(status(server, "/ops/config", "Authorization", "Bearer rightx"))
                .isEqualTo(401);
        assertThat(status(server, "/ops/config", "Authorization", "Basic right-and-long-enough"))
                .isEqualTo(401);
        assertThat(status(server, "/ops/config", "Authorization", "Bearer right-and-long-enough"))
                .isEqualTo(200);
        assertThat(status(server, "/ops/config", "Authorization", "bearer right-and-long-enough"))
                .isEqualTo(200);
    }

    @Test
    void hasNoGuardedEndpointsWithoutATokenButInDevelopmentOneIsGenerated() throws Exception {
        URI production = start(admin("production", null).guarded("/ops/config", says("x")));
        URI development = start(admin("development", null).guarded("/ops/config", says("x")));

        assertThat(status(production, "/ops/config")).isEqualTo(404);
        assertThat(status(development, "/ops/config")).isEqualTo(401);
    }

    @Test
    void asksForATokenThatIsSetInDevelopmentToo() throws Exception {
        URI server = start(admin("development", "right-and-long-enough").guarded("/ops/config", says("x")));

        assertThat(status(server, "/ops/config")).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example"})
    void refusesNamesMadeToPointHere(String host) throws Exception {
        URI server = start(admin("development", null).route("/metrics", says("m")));

        assertThat(statusOf(get(server, "/metrics", "Host: " + host))).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:80", "LOCALHOST", "127.0.0.1:1", "[::1]:9", "10.0.0.7"})
    void answersToItsOwnNames(String host) throws Exception {
        URI server = start(admin("development", null).route("/metrics", says("m")));

        assertThat(statusOf(get(server, "/metrics", "Host: " + host))).isEqualTo(200);
    }

    @Test
    void answersToAnyNameWhereItListensToTheNetwork() throws Exception {
        AdminSettings everywhere = new AdminSettings(new ListenAddress("0.0.0.0", 0), Optional.empty());
        URI server = start(new AdminServer(everywhere, identity("development"))
                .route("/metrics", says("m"))
                .guarded("/ops/config", says("x")));

        assertThat(statusOf(get(server, "/metrics", "Host: hits-1.internal:9000")))
                .isEqualTo(200);
        assertThat(statusOf(get(server, "/ops/config", "Host: hits-1.internal:9000")))
                .isEqualTo(401);
    }

    @Test
    void refusesTheRequestsOfOtherSites() throws Exception {
        URI server = start(admin("development", null).route("/x", says("x")));
        String host = "Host: localhost:8080";

        assertThat(statusOf(get(server, "/x", host, "Origin: http://localhost:8080")))
                .isEqualTo(200);
        assertThat(statusOf(get(server, "/x", host, "Origin: http://localhost:9")))
                .isEqualTo(403);
        assertThat(statusOf(get(server, "/x", host, "Origin: https://evil.example")))
                .isEqualTo(403);
        assertThat(statusOf(get(server, "/x", host, "Origin: null"))).isEqualTo(403);
        assertThat(statusOf(get(server, "/x", host, "Sec-Fetch-Site: cross-site")))
                .isEqualTo(403);
        assertThat(statusOf(get(server, "/x", host, "Sec-Fetch-Site: same-origin")))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "OPTIONS", "NONSENSE"})
    void refusesMethodsThatNoEndpointHas(String method) throws Exception {
        URI server = start(admin("production", null).route("/metrics", says("m")));

        String answer =
                RawHttp.ask(server, method + " /metrics HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n");

        assertThat(statusOf(answer)).isEqualTo(405);
    }

    @Test
    void refusesARequestWithoutOneHost() throws Exception {
        URI server = start(admin("production", null).route("/metrics", says("m")));

        assertThat(statusOf(get(server, "/metrics"))).isEqualTo(400);
        assertThat(statusOf(get(server, "/metrics", "Host: localhost", "Host: localhost")))
                .isEqualTo(400);
    }

    @Test
    void refusesBodiesThatAreTooLong() throws Exception {
        URI server = start(admin("production", null).route("/in", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            answer(exchange, "read " + body.length);
        }));

        assertThat(post(server, new byte[1 << 20])).isEqualTo("200 read 1048576");
        // Refused before any of it is sent.
        assertThat(RawHttp.firstLine(server, "POST /in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        // Without a Content-Length.
        HttpRequest chunked = HttpRequest.newBuilder(server.resolve("/in"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[(1 << 20) + 1])))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(chunked, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void namesTheAddressAndTheVariableWhenThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListenAddress listen = new ListenAddress("127.0.0.1", taken.getLocalPort());
            AdminServer server = new AdminServer(new AdminSettings(listen, Optional.empty()), identity("production"));

            assertThatThrownBy(server::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "The admin endpoints cannot listen on 127.0.0.1:" + taken.getLocalPort()
                                    + ": Address already in use. Set OPS_LISTEN to a free address, or to port 0 for any free port.");
            server.close();
        }
    }

    @Test
    void startsAndClosesOnce() throws Exception {
        AdminServer server = admin("production", null).route("/metrics", says("m"));
        assertThatThrownBy(server::address).isInstanceOf(IllegalStateException.class);
        URI address = start(server);

        server.start();
        assertThat(server.address()).isEqualTo(address);
        server.close();
        server.close();
        server.start();

        assertThatThrownBy(() -> send(address, "/metrics")).isInstanceOf(IOException.class);
    }

    // The property is read when the JDK's server is first used; without it an answer takes 40 ms.
    @Test
    void doesNotWaitForDelayedAcknowledgements() throws Exception {
        URI server = start(admin("production", null).route("/metrics", says("m")));
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/metrics")).build();
        client.send(request, BodyHandlers.ofString());

        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            client.send(request, BodyHandlers.ofString());
            best = Math.min(best, System.nanoTime() - begin);
        }

        assertThat(best).isLessThan(30_000_000);
    }

    private URI start(AdminServer server) {
        started.add(server);
        server.start();
        return server.address();
    }

    private static AdminServer admin(String environment, @Nullable String token) {
        AdminSettings settings =
                new AdminSettings(LOOPBACK, Optional.ofNullable(token).map(Secret::of));
        return new AdminServer(settings, identity(environment));
    }

    private static ServiceIdentity identity(String environment) {
        return new ServiceIdentity("hits", "1", environment, "hits-1");
    }

    private static HttpHandler says(String text) {
        return exchange -> answer(exchange, text);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static String body(URI server, String path) throws Exception {
        return send(server, path).body();
    }

    private static int status(URI server, String path, String... headers) throws Exception {
        return send(server, path, headers).statusCode();
    }

    private static String post(URI server, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/in"))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static HttpResponse<String> send(URI server, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
