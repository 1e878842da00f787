package dev.operable.samples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What adding the starter gives to an application that knows nothing of it, seen from outside, on a real agent. */
@WithConsul(WithConsul.Kind.REAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkshopTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Path folder = Path.of("unset");
    private Consul consul = new Consul(URI.create("http://unset"));
    private PartsService parts;
    private WorkshopProcess workshop;
    private URI url = URI.create("http://unset");
    private URI admin = URI.create("http://unset");

    /** What the front page said when the agent first knew the application. */
    private int statusAtRegistration;

    @BeforeAll
    void boot(ConsulAgent agent, @TempDir Path temporary) throws Exception {
        folder = temporary;
        consul = new Consul(agent.address());
        parts = new PartsService(agent.address());
        workshop = WorkshopProcess.start(
                folder,
                Path.of("target", "classes").toAbsolutePath(),
                Map.of(
                        "SERVICE_INSTANCE", "workshop-1",
                        "LISTEN", "127.0.0.1:0",
                        "CONSUL_HTTP_ADDR", agent.address().toString(),
                        "OPS_STOP_LINGER", "100ms",
                        "DATABASE_URL", "jdbc:h2:file:" + folder.resolve("workshop")));
        url = workshop.url(1);
        WorkshopProcess.await("registered", () -> !consul.registered().isEmpty());
        statusAtRegistration = new Browser(url).get("/").statusCode();
        admin = URI.create(workshop.events("admin endpoints").get(0).path("url").asString());
    }

    /** The end is seen here, for it comes once. Without ServiceLifecycle.closed the call under way is lost. */
    @AfterAll
    void leavesConsulBeforeItsServerDrains() throws Exception {
        try (PartsService service = parts;
                WorkshopProcess process = workshop) {
            Browser customer = new Browser(url).signedIn();
            CompletableFuture<HttpResponse<String>> answer = customer.begin("/parts/rare");
            assertThat(service.awaitAsked()).isTrue();

            process.terminate();

            WorkshopProcess.await("gone from Consul", () -> consul.registered().isEmpty());
            assertThat(answer).as("what was under way").isNotDone();
            service.release();
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            // What the JVM says when it was asked to stop by SIGTERM.
            assertThat(process.status()).isEqualTo(143);
            assertThat(process.events("Stopped cleanly").get(0).path("timeline").asString())
                    .containsSubsequence("UNREADY", "DEREGISTER", "LINGER", "DRAIN web server");
            assertOneEventALine(process);
        }
        assertMigratedOnce();
    }

    /** Nothing is said twice, in two formats or elsewhere. */
    private static void assertOneEventALine(WorkshopProcess process) throws Exception {
        assertThat(process.log()).isNotEmpty().allSatisfy(event -> assertThat(
                        event.path("instance").asString(""))
                .isEqualTo("workshop-1"));
        for (String once : new String[] {"Starting Workshop", "Started Workshop", "listening", "Tomcat started"}) {
            assertThat(process.events(once)).as(once).hasSize(1);
        }
        // Newer JVMs warn there of libraries that load native code.
        assertThat(process.errors().lines()).allSatisfy(line -> assertThat(line).matches("(WARNING: .*)?"));
    }

    private void assertMigratedOnce() throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("workshop") + ";IFEXISTS=TRUE");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM \"flyway_schema_history\" WHERE \"success\" AND \"version\" IS NOT NULL")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(2);
        }
    }

    @Test
    void isRegisteredOnceItAnswers() throws Exception {
        assertThat(statusAtRegistration).isEqualTo(200);
        JsonNode registration = consul.registered().get(0);
        assertThat(registration.path("Port").asInt()).isEqualTo(url.getPort());
        assertThat(registration.path("Meta").path("instance").asString()).isEqualTo("workshop-1");
        WorkshopProcess.await("found by clients", () -> consul.finds());
    }

    @Test
    void theSchemaIsMigratedBeforeItAnswers() throws Exception {
        assertThat(workshop.log().stream().map(event -> event.path("message").asString("")))
                .containsSubsequence("Migrated the database to version 2 (2 migrations)", "listening");
        assertThat(workshop.events("Migrating schema")).hasSize(2);
    }

    @Test
    void selfCheckIsOpenAndNothingElseIsOpened() throws Exception {
        Browser stranger = new Browser(url);
        WorkshopProcess.await("well", () -> stranger.get("/self-check").body().equals("everything is well"));
        for (String probe : new String[] {"/live", "/ready", "/started"}) {
            assertThat(stranger.get("/self-check" + probe).statusCode())
                    .as(probe)
                    .isEqualTo(200);
        }
        for (String path : new String[] {
            "/customers",
            "/actuator/metrics",
            "/actuator/loggers",
            "/self-checks",
            "/ops",
            "/ops/self-check",
            "/metrics"
        }) {
            HttpResponse<String> answer = stranger.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location").orElse(""))
                    .as(path)
                    .endsWith("/login");
        }
    }

    @Test
    void pagesWorkForThoseWhoSignedIn() throws Exception {
        Browser mechanic = new Browser(url).signedIn();
        assertThat(mechanic.get("/customers").body()).contains("Corner bakery");
        assertThat(mechanic.get("/customers/1").body()).contains("Delivery tricycle");
        assertThat(mechanic.get("/customers/99").statusCode()).isEqualTo(404);

        HttpResponse<String> wrong = mechanic.fill("/customers/new", Map.of("name", "Ferry", "phone", "none"));
        assertThat(wrong.statusCode()).isEqualTo(200);
        assertThat(wrong.body()).contains("must be a telephone number");
        HttpResponse<String> right = mechanic.fill("/customers/new", Map.of("name", "Ferry", "phone", "0151 555 020"));
        assertThat(right.statusCode()).isEqualTo(302);
        assertThat(mechanic.get("/customers?name=f").body()).contains("Ferry");
    }

    @Test
    void otherServicesAreCalledByName() throws Exception {
        Browser mechanic = new Browser(url).signedIn();
        WorkshopProcess.await("found", () -> mechanic.get("/parts/bell").body().contains("12.50"));
        int calls = parts.callers().size();
        assertThat(parts.callers()).containsOnly("workshop");
        assertThat(mechanic.get("/parts/bell").body()).contains("12.50");
        assertThat(parts.callers()).as("the cache is theirs").hasSize(calls);
    }

    @Test
    void springBootsIndicatorsAreSelfChecksOnce() throws Exception {
        JsonNode checks =
                JSON.readTree(new Browser(admin).getJson("/self-check").body()).path("checks");
        assertThat(checks.propertyNames())
                .containsExactlyInAnyOrder("settings", "consul", "database", "schema", "liveness", "diskSpace", "ssl");
    }

    @Test
    void selfChecksAreInSpringBootsHealthOnce() throws Exception {
        JsonNode components =
                JSON.readTree(new Browser(url).get("/actuator/health").body()).path("components");
        assertThat(components.propertyNames())
                .containsExactlyInAnyOrder(
                        "db", "diskSpace", "livenessState", "ping", "readinessState", "selfCheck", "ssl");
        assertThat(components.path("selfCheck").path("components").propertyNames())
                .containsExactlyInAnyOrder("consul", "schema", "settings");
    }

    @Test
    void everySeriesSaysWhoseItIs() throws Exception {
        new Browser(url).get("/");
        String page = new Browser(admin).get("/metrics").body();
        assertThat(page)
                .contains("hikaricp_connections{", "http_server_requests_seconds_count{", "logback_events_total{")
                .contains("self_check{check=\"database\"");
        assertThat(page.lines().filter(line -> !line.startsWith("#") && !line.isBlank()))
                .allSatisfy(line -> assertThat(line).contains("service=\"workshop\"", "environment=\"production\""));
    }
}
