package dev.operable.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.operable.config.Check;
import dev.operable.config.ConfigSource;
import dev.operable.config.ConfigValue;
import dev.operable.config.Default;
import dev.operable.config.Live;
import dev.operable.config.Secret;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.http.RequestContext;
import dev.operable.core.lifecycle.StopSettings;
import dev.operable.database.DatabaseException;
import dev.operable.discovery.ServiceCheck;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import dev.operable.health.Verdict;
import dev.operable.rpc.RpcException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Services in one process, with the devkit's agent between them. */
class OpsTest {
    @TempDir
    Path directory;

    /** With as much of both, a deployment that looks at the new one's readiness alone lost calls now and then. */
    @Test
    void a_new_instance_is_asked_for_the_first_time_before_the_one_that_it_replaces_ends() {
        ServiceCheck.Http check = (ServiceCheck.Http) ServiceCheck.http(URI.create("http://127.0.0.1:1/"));

        assertThat(check.interval().plusSeconds(1))
                .isLessThan(StopSettings.defaults().linger());
    }

    @Test
    void services_call_each_other_by_name() throws Exception {
        try (Ops hello = start("hello");
                Ops caller = start("caller")) {
            HttpServer http = serve(hello, "hello");
            hello.listening(http.getAddress(), () -> http.stop(0));

            String answer = Eventually.get(
                    Duration.ofSeconds(15),
                    () -> caller.rpc("hello").get("/").send().text());

            assertThat(answer).isEqualTo("hello");
            assertThat(caller.checks().history("upstream hello"))
                    .as("seen by its callers")
                    .isPresent();
        }
    }

    @Test
    void errors_go_to_a_reporter_of_ones_own() throws Exception {
        Queue<String> reports = new ConcurrentLinkedQueue<>();
        ErrorReporter own = new ErrorReporter() {
            @Override
            public void report(Throwable error, String message) {
                reports.add(message);
            }

            @Override
            public void close() {
                reports.add("closed");
            }
        };
        try (Ops ops = builder("hello").errors(own).startOrThrow()) {
            ops.errors().report(new IllegalStateException("x"), "Sell tea");
            LoggerFactory.getLogger("com.acme.Shop").error("Sell milk");
        }

        assertThat(reports).containsExactly("Sell tea", "Sell milk", "closed");
    }

    @Test
    void a_service_is_told_which_other_one_calls() throws Exception {
        Set<String> callers = ConcurrentHashMap.newKeySet();
        try (Ops hello = start("hello");
                Ops caller = start("caller")) {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/", exchange -> {
                        RequestContext.current().flatMap(RequestContext::caller).ifPresent(callers::add);
                        exchange.sendResponseHeaders(204, -1);
                    })
                    .getFilters()
                    .add(hello.filter());
            http.createContext("/self-check", hello.selfCheck());
            http.start();
            hello.listening(http.getAddress(), () -> http.stop(0));

            Eventually.get(
                    Duration.ofSeconds(15),
                    () -> caller.rpc("hello").get("/").send().status());

            assertThat(callers).containsExactly("caller");
        }
    }

    @Test
    void a_stopped_instance_gets_no_more_calls() throws Exception {
        Ops first = start("hello");
        try (Ops second = start("hello");
                Ops caller = start("caller")) {
            HttpServer leaving = serve(first, "first");
            first.listening(leaving.getAddress(), () -> leaving.stop(0));
            HttpServer staying = serve(second, "second");
            second.listening(staying.getAddress(), () -> staying.stop(0));
            Set<String> answers = new HashSet<>();
            Eventually.get(Duration.ofSeconds(15), () -> {
                answers.add(caller.rpc("hello").get("/").send().text());
                assertThat(answers).containsExactlyInAnyOrder("first", "second");
                return true;
            });

            first.close();

            for (int call = 0; call < 20; call++) {
                assertThat(caller.rpc("hello").get("/").send().text()).isEqualTo("second");
            }
        }
    }

    @Test
    void a_service_is_ready_only_between_listening_and_stop() throws Exception {
        Ops hello = start("hello");
        HttpServer http = serve(hello, "hello");

        assertThat(hello.checks().verdict(Probe.READY).status()).isEqualTo(Verdict.Status.DOWN);
        hello.listening(http.getAddress(), () -> http.stop(0));
        assertThat(hello.checks().verdict(Probe.READY).status()).isNotEqualTo(Verdict.Status.DOWN);
        hello.close();
        assertThat(hello.checks().verdict(Probe.READY).status()).isEqualTo(Verdict.Status.DOWN);
    }

    record Shelf(@Default("3") int places, @Default("none") Secret key) {
        Shelf {
            Check.positive("places", places);
        }
    }

    @Test
    void settings_follow_their_source_and_a_wrong_update_shows_on_the_self_check() throws Exception {
        Store store = new Store();
        store.put("PLACES", "5");
        try (Ops hello = Ops.service("hello")
                .set("SERVICE_ENVIRONMENT", "production")
                .set("OPS_DISCOVERY", "off")
                .set("OPS_TOKEN", "let-me-in-at-once")
                .set("KEY", "under the mat")
                .environment(Map.of())
                .source(store)
                .settings(Shelf.class)
                .startOrThrow()) {
            Live<Shelf> shelf = hello.live(Shelf.class);
            assertThat(shelf.get().places()).isEqualTo(5);
            URI page = hello.admin().resolve("/ops/config");

            store.put("PLACES", "0");
            Eventually.get(Duration.ofSeconds(15), () -> {
                assertThat(hello.checks().verdict(Probe.READY).toString()).contains("PLACES");
                return true;
            });
            assertThat(shelf.get().places()).isEqualTo(5);
            assertThat(get(page, "Bearer let-me-in-at-once").body())
                    .contains("must be positive")
                    .contains("\"key\":\"PLACES\"")
                    .doesNotContain("under the mat");
            assertThat(get(page, "").statusCode()).isEqualTo(401);

            store.put("PLACES", "7");
            Eventually.get(Duration.ofSeconds(15), () -> {
                assertThat(shelf.get().places()).isEqualTo(7);
                assertThat(hello.checks().verdict(Probe.READY).toString()).doesNotContain("PLACES");
                return true;
            });
        }
    }

    /** A key-value store that says so when it changed. */
    private static final class Store implements ConfigSource {
        private final Map<String, ConfigValue> values = new ConcurrentHashMap<>();
        private volatile Runnable changed = () -> {};

        void put(String key, String text) {
            values.put(key, new ConfigValue(text, "the store"));
            changed.run();
        }

        @Override
        public String name() {
            return "the store";
        }

        @Override
        public Map<String, ConfigValue> values() {
            return Map.copyOf(values);
        }

        @Override
        public AutoCloseable watch(Runnable changed) {
            this.changed = changed;
            return () -> this.changed = () -> {};
        }
    }

    @Test
    void who_is_told_to_end_before_listening_is_never_registered() throws Exception {
        try (Ops caller = start("caller")) {
            Ops hello = start("hello");
            HttpServer http = serve(hello, "hello");
            AtomicInteger stopped = new AtomicInteger();

            hello.close();
            hello.listening(http.getAddress(), () -> {
                stopped.incrementAndGet();
                http.stop(0);
            });

            assertThat(stopped).hasValue(1);
            assertThatThrownBy(() -> caller.rpc("hello").get("/").send())
                    .isInstanceOfSatisfying(RpcException.class, failed -> assertThat(failed.kind())
                            .isEqualTo(RpcException.Kind.NO_INSTANCE));
        }
    }

    @Test
    void stopping_twice_stops_once() throws Exception {
        Ops hello = start("hello");
        HttpServer http = serve(hello, "hello");
        AtomicInteger stopped = new AtomicInteger();
        hello.listening(http.getAddress(), () -> {
            stopped.incrementAndGet();
            http.stop(0);
        });

        hello.close();
        hello.close();

        assertThat(stopped).hasValue(1);
    }

    @Test
    void listening_twice_registers_and_stops_once() throws Exception {
        Ops hello = start("hello");
        HttpServer http = serve(hello, "hello");
        AtomicInteger stopped = new AtomicInteger();

        hello.listening(http.getAddress(), stopped::incrementAndGet);
        hello.listening(http.getAddress(), stopped::incrementAndGet);
        hello.close();
        http.stop(0);

        assertThat(stopped).hasValue(1);
    }

    @Test
    void a_service_starts_again_after_its_stop_and_beside_itself() {
        OpsBuilder hello = builder("hello");

        hello.startOrThrow().close();
        try (Ops first = hello.startOrThrow();
                Ops second = hello.startOrThrow()) {
            assertThat(first.admin()).isNotEqualTo(second.admin());
            assertThat(second.checks().verdict(Probe.LIVE).status()).isEqualTo(Verdict.Status.UP);
        }
    }

    @Test
    void a_second_start_on_the_same_address_says_so_and_leaves_the_first_alone() throws Exception {
        try (Ops first = start("hello")) {
            OpsBuilder second = builder("hello").set("OPS_LISTEN", first.admin().getAuthority());

            assertThatThrownBy(second::startOrThrow)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("The admin endpoints cannot listen on "
                            + first.admin().getAuthority() + ": Address already in use. Set OPS_LISTEN to");

            assertThat(get(first.admin().resolve("/self-check/live"), "").statusCode())
                    .isEqualTo(200);
        }
    }

    // Without Stopping.onOrNow it throws, in the middle of the service's own start, and the store stays open.
    @Test
    void what_is_to_be_stopped_is_stopped_at_once_when_the_stop_came_before() {
        Ops hello = start("hello");
        AtomicInteger stopped = new AtomicInteger();

        hello.close();
        hello.onStop("store", stopped::incrementAndGet);

        assertThat(stopped).hasValue(1);
    }

    @Test
    void a_start_that_fails_leaves_nothing_behind() {
        OpsBuilder unreachable = builder("hello").database("postgres://127.0.0.1:1/hits");

        assertThatThrownBy(unreachable::startOrThrow)
                .isInstanceOfSatisfying(StartException.class, failed -> assertThat(failed.step())
                        .isEqualTo("database"))
                .hasMessageStartingWith("The start of hello failed at its step \"database\". ")
                .hasMessageContaining("DATABASE_URL")
                .hasCauseInstanceOf(DatabaseException.class);

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("ops-consul") || name.startsWith("ops-check"));
    }

    @Test
    void the_database_is_migrated_when_the_start_returns() throws Exception {
        String url = "jdbc:sqlite:" + directory.resolve("hello.db");
        try (Ops hello = builder("hello").database(url).startOrThrow();
                var connection = hello.database().dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM greeting")) {
            assertThat(rows.next()).isTrue();
            assertThat(hello.database().pendingMigrations()).isEmpty();
        }
    }

    @Test
    void a_service_without_a_database_is_told_how_to_get_one() {
        try (Ops hello = start("hello")) {
            assertThatThrownBy(hello::database)
                    .hasMessage("This service has no database. Say so with Ops.service(\"hello\").database().");
        }
    }

    @Test
    void the_reasons_of_the_self_checks_need_the_token() throws Exception {
        try (Ops hello = builder("hello")
                .set("OPS_TOKEN", "let-me-in-at-once")
                .set("SERVICE_ENVIRONMENT", "production")
                .startOrThrow()) {
            hello.checks().register("shelf", Criticality.CRITICAL, Probe.READY, () -> CheckResult.fail("it is empty"));
            URI open = hello.admin().resolve("/self-check");
            URI guarded = hello.admin().resolve("/ops/self-check");

            assertThat(get(open, "").body()).contains("shelf").doesNotContain("it is empty");
            assertThat(get(guarded, "").statusCode()).isEqualTo(401);
            assertThat(get(guarded, "Bearer let-me-out").statusCode()).isEqualTo(401);
            assertThat(get(guarded, "Bearer let-me-in-at-once").body()).contains("shelf", "it is empty");
        }
    }

    // Without the listener in the wiring the instance goes on being called.
    @Test
    void an_instance_in_maintenance_gets_no_calls_until_it_is_over() throws Exception {
        Ops resting = withToken("hello");
        try (Ops second = start("hello");
                Ops caller = start("caller")) {
            HttpServer first = serve(resting, "first");
            resting.listening(first.getAddress(), () -> first.stop(0));
            HttpServer other = serve(second, "second");
            second.listening(other.getAddress(), () -> other.stop(0));
            assertThat(answers(caller, 2)).containsExactlyInAnyOrder("first", "second");

            assertThat(maintenance(resting, "on=true&reason=new+disk&for=1h")).contains("\"on\":true");

            assertThat(resting.checks().verdict(Probe.READY).summary()).isEqualTo("not ready: maintenance: new disk");
            assertThat(resting.checks().verdict(Probe.LIVE).status()).isEqualTo(Verdict.Status.UP);
            URI own = URI.create("http://127.0.0.1:" + first.getAddress().getPort());
            assertThat(get(own, "").headers().firstValue("Connection")).contains("close");
            Eventually.get(Duration.ofSeconds(20), () -> {
                assertThat(answers(caller, 1)).containsExactly("second");
                return true;
            });

            assertThat(maintenance(resting, "on=false")).isEqualTo("{\"on\":false}");
            assertThat(get(own, "").headers().firstValue("Connection")).isEmpty();
            assertThat(answers(caller, 2)).containsExactlyInAnyOrder("first", "second");
        } finally {
            resting.close();
        }
    }

    @Test
    void the_end_of_a_maintenance_does_not_make_ready_what_is_not() throws Exception {
        try (Ops hello = withToken("hello")) {
            maintenance(hello, "on=true&reason=new+disk");
            maintenance(hello, "on=false");

            assertThat(hello.checks().verdict(Probe.READY).summary()).isEqualTo("not ready: starting");
        }
    }

    @Test
    void levels_and_logs_are_at_the_admin_port() throws Exception {
        try (Ops hello = withToken("hello")) {
            HttpRequest debug = HttpRequest.newBuilder(hello.admin().resolve("/ops/loggers"))
                    .header("Authorization", "Bearer let-me-in-at-once")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("X-Ops-User", "ada")
                    .PUT(HttpRequest.BodyPublishers.ofString("logger=com.acme&level=debug&for=1m"))
                    .build();

            assertThat(HttpClient.newHttpClient()
                            .send(debug, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("\"level\":\"DEBUG\"");
            assertThat(get(hello.admin().resolve("/ops/logs?logger=ops.audit"), "Bearer let-me-in-at-once")
                            .body())
                    .contains("\"who\":\"ada at 127.0.0.1\"", "\"what\":\"log level of com.acme\"");
            assertThat(get(hello.admin().resolve("/ops"), "").body())
                    .contains("/ops/loggers", "/ops/logs", "/ops/maintenance", "/ops/config", "/metrics");
        }
    }

    /** The different answers of several calls, when there are so many. */
    private static Set<String> answers(Ops caller, int different) throws Exception {
        return Eventually.get(Duration.ofSeconds(20), () -> {
            Set<String> answers = new HashSet<>();
            for (int call = 0; call < 20; call++) {
                answers.add(caller.rpc("hello").get("/").send().text());
            }
            assertThat(answers).hasSize(different);
            return answers;
        });
    }

    private Ops withToken(String name) {
        return builder(name).set("OPS_TOKEN", "let-me-in-at-once").startOrThrow();
    }

    private static String maintenance(Ops ops, String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(ops.admin().resolve("/ops/maintenance"))
                .header("Authorization", "Bearer let-me-in-at-once")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static HttpResponse<String> get(URI uri, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newBuilder().build().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private Ops start(String name) {
        return builder(name).startOrThrow();
    }

    private OpsBuilder builder(String name) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OPS_DEVKIT_DIR", directory.resolve("devkit").toString());
        environment.put("OPS_STOP_LINGER", "0s");
        return Ops.service(name).environment(environment);
    }

    private static HttpServer serve(Ops ops, String text) throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/self-check", ops.selfCheck());
        http.createContext("/", exchange -> {
                    byte[] body = text.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                })
                .getFilters()
                .add(ops.filter());
        http.start();
        return http;
    }
}
