package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.operable.core.admin.AdminServer;
import dev.operable.core.http.InFlight;
import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import dev.operable.discovery.Consul;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.Registration;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole application on a real port, seen from outside and from the agent. */
@WithConsul(WithConsul.Kind.EMBEDDED)
class WholeApplicationTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private URI consul = URI.create("http://unset");
    private ConfigurableApplicationContext shop;
    private Set<Thread> before;

    @BeforeEach
    void boot(ConsulAgent agent) {
        consul = agent.address();
        before = OpsThreads.now();
        shop = run();
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private ConfigurableApplicationContext run(String... more) {
        SpringApplication application = new SpringApplication(Shop.class);
        String[] arguments = {
            "--spring.application.name=shop",
            "--LISTEN=127.0.0.1:0",
            "--CONSUL_HTTP_ADDR=" + consul,
            "--ops.stop.linger=0s",
            "--spring.datasource.url=jdbc:sqlite:" + folder.resolve("shop.db")
        };
        String[] all = java.util.stream.Stream.of(arguments, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
        return application.run(all);
    }

    private URI own(String path) {
        return URI.create("http://127.0.0.1:" + shop.getEnvironment().getProperty("local.server.port") + path);
    }

    /** The passing instances, as the agent tells of them. */
    private JsonNode inCatalog(String service) throws Exception {
        return JSON.readTree(Web.get(consul.resolve("/v1/health/service/" + service + "?passing"))
                .body());
    }

    /** Until it is registered, the check of Consul says that it is not. */
    private void awaitWell() throws Exception {
        Await.until("well", () -> Web.get(own("/self-check")).body().contains("everything is well"));
    }

    @Test
    void selfCheckAnswersBeforeTheApplicationsOwnPaths() throws Exception {
        assertThat(Web.get(own("/self-checks")).body()).isEqualTo("page self-checks");
        awaitWell();
        for (String path : new String[] {"", "/live", "/ready", "/started"}) {
            var answer = Web.get(own("/self-check" + path));
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).contains("everything is well");
        }
        assertThat(Web.get(own("/self-check/else")).statusCode()).isEqualTo(404);
    }

    @Test
    void annotatedMethodOfABeanIsACheck() throws Exception {
        shop.getBean(Shop.Checks.class).open = false;

        var answer = Web.get(own("/self-check"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("till").doesNotContain("the till is closed");
    }

    @Test
    void adminEndpointsAnswerOnTheirOwnPort() throws Exception {
        URI admin = shop.getBean(AdminServer.class).address();
        awaitWell();

        assertThat(admin.getPort()).isNotEqualTo(own("/").getPort());
        assertThat(Web.get(admin.resolve("/self-check")).body()).contains("everything is well");
        assertThat(Web.get(admin.resolve("/metrics")).body())
                .contains("service_info")
                .contains("service=\"shop\"")
                .contains("self_check{check=\"database\"");
    }

    @Test
    void isRegisteredWhileItServesAndGoneAfterwards() throws Exception {
        Await.until("registered", () -> !inCatalog("shop").isEmpty());
        JsonNode listed = inCatalog("shop").get(0).get("Service");
        assertThat(listed.get("Address").asString()).isEqualTo("127.0.0.1");
        assertThat(listed.get("Port").asInt()).isEqualTo(own("/").getPort());
        assertThat(listed.get("Meta").get("ops-admin").asString())
                .isEqualTo(shop.getBean(AdminServer.class).address().toString());
        assertThat(listed.get("Meta").has("version")).isTrue();

        shop.close();

        assertThat(Web.get(consul.resolve("/v1/agent/services")).body()).doesNotContain("shop");
        Await.until("threads gone: " + OpsThreads.now(), () -> before.containsAll(OpsThreads.now()));
    }

    @Test
    void agentIsToldWhereItShallNotAsk() throws Exception {
        try (ConfigurableApplicationContext kiosk = run("--SERVICE_NAME=kiosk", "--OPS_CONSUL_CHECK=ttl")) {
            assertThat(kiosk.isRunning()).isTrue();
            Await.until("passing", () -> !inCatalog("kiosk").isEmpty());
        }
        assertThat(inCatalog("kiosk").isEmpty()).isTrue();
    }

    @Test
    void agentAsksBelowTheContextPath() throws Exception {
        try (ConfigurableApplicationContext kiosk = run("--SERVICE_NAME=kiosk", "--server.servlet.context-path=/app")) {
            assertThat(kiosk.isRunning()).isTrue();
            Await.until("passing", () -> !inCatalog("kiosk").isEmpty());
        }
    }

    @Test
    void restClientCallsByNameWithThePolicy() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        HttpServer stock = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stock.createContext("/", exchange -> {
            String method = exchange.getRequestMethod();
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean first = method.equals("POST") && posts.incrementAndGet() % 2 == 1;
            String path = exchange.getRequestURI().toString();
            byte[] body = (method + " " + path + " " + sent).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(first ? 503 : path.equals("/none") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        stock.createContext("/self-check/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        stock.start();
        try (Consul other = Consul.connect(ConsulSettings.at(consul), new SimpleMeterRegistry());
                var registered = other.register(
                        Registration.of("stock", "127.0.0.1", stock.getAddress().getPort())
                                .build())) {
            Await.until(
                    "stock is up",
                    () -> registered.registered() && !inCatalog("stock").isEmpty());
            RestClient client = shop.getBean(RestClient.class);

            assertThat(client.get()
                            .uri("/items/{id}?x={x}", "a b", "1&2")
                            .retrieve()
                            .body(String.class))
                    .isEqualTo("GET /items/a%20b?x=1%262 ");
            assertThat(shop.getBean(SelfChecks.class).history("upstream stock"))
                    .as("seen by its callers")
                    .isPresent();
            assertThat(client.post()
                            .uri("/items")
                            .header("Idempotency-Key", "k1")
                            .contentType(MediaType.TEXT_PLAIN)
                            .body("one")
                            .retrieve()
                            .body(String.class))
                    .as("tried again, thanks to its key")
                    .isEqualTo("POST /items one");
            assertThat(posts.get()).isEqualTo(2);
            assertThatThrownBy(() ->
                            client.post().uri("/items").body("two").retrieve().toBodilessEntity())
                    .as("without a key it may not be")
                    .isInstanceOf(HttpServerErrorException.ServiceUnavailable.class);
            assertThat(posts.get()).isEqualTo(3);
            assertThatThrownBy(() -> client.get().uri("/none").retrieve().body(String.class))
                    .isInstanceOf(HttpClientErrorException.NotFound.class)
                    .hasMessageContaining("GET /none");
            assertThat(Web.get(shop.getBean(AdminServer.class).address().resolve("/metrics"))
                            .body())
                    .contains("uri=\"/items/{id}\"");
            assertThat(client.get().uri(own("/elsewhere")).retrieve().body(String.class))
                    .as("other hosts")
                    .isEqualTo("page elsewhere");
        } finally {
            stock.stop(0);
        }
    }

    @Test
    void requestsHaveAnIdAndAreTimedByTheirTemplate() throws Exception {
        assertThat(Web.get(own("/x")).headers().firstValue("X-Request-Id")).isPresent();
        assertThat(shop.getBean(InFlight.class).awaitIdle(Duration.ofSeconds(20)))
                .isTrue();

        assertThat(Web.get(shop.getBean(AdminServer.class).address().resolve("/metrics"))
                        .body())
                .contains("http_server_requests_seconds_count{")
                .contains("uri=\"/{code}\"");
    }

    @Test
    void callersAreSentElsewhereWhileItDrains() throws Exception {
        assertThat(Web.get(own("/x")).headers().firstValue("Connection")).isEmpty();

        shop.getBean(InFlight.class).drain();

        assertThat(Web.get(own("/x")).headers().firstValue("Connection")).contains("close");
        assertThat(Web.get(own("/self-check/live")).headers().firstValue("Connection"))
                .contains("close");
    }

    @Test
    void callThatReachesNobodySaysWhy() {
        RestClient client = shop.getBean(RestClient.Builder.class).build();

        assertThatThrownBy(() -> client.get().uri("http://nobody/x").retrieve().body(String.class))
                .isInstanceOf(ResourceAccessException.class)
                .hasMessageContaining("nobody")
                .hasRootCauseInstanceOf(RpcException.class);
    }

    @Test
    void nobodyFindsAnApplicationInMaintenanceUntilItIsOver() throws Exception {
        shop.close();
        shop = run("--OPS_TOKEN=let-me-in-at-once");
        Await.until("found", () -> inCatalog("shop").size() == 1);

        assertThat(maintenance("on=true&reason=new+disk&for=1h").body()).contains("\"on\":true");

        Await.until("found no more", () -> inCatalog("shop").isEmpty());
        assertThat(Web.get(own("/self-check/ready")).body()).isEqualTo("not ready: maintenance: new disk");
        assertThat(Web.get(own("/self-check/live")).statusCode()).isEqualTo(200);
        assertThat(Web.get(own("/x")).headers().firstValue("Connection")).contains("close");

        assertThat(maintenance("on=false").body()).isEqualTo("{\"on\":false}");
        Await.until("found again", () -> inCatalog("shop").size() == 1);
        assertThat(Web.get(own("/x")).headers().firstValue("Connection")).isEmpty();
    }

    @Test
    void levelsAndLogsAreAtTheAdminPort() throws Exception {
        shop.close();
        shop = run("--OPS_TOKEN=let-me-in-at-once");

        assertThat(Web.send("PUT", admin("/ops/loggers"), "logger=com.acme&level=debug&for=1m")
                        .body())
                .contains("\"level\":\"DEBUG\"");
        assertThat(Web.send("GET", admin("/ops/logs?logger=ops.audit"), "").body())
                .contains("\"what\":\"log level of com.acme\"");
        assertThat(Web.get(admin("/ops/logs")).statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> maintenance(String form) throws Exception {
        return Web.send("POST", admin("/ops/maintenance"), form);
    }

    private URI admin(String path) {
        return shop.getBean(AdminServer.class).address().resolve(path);
    }
}
