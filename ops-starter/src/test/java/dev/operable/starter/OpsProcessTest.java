package dev.operable.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A plain service as its process supervisor sees it: exit statuses, signals, standard output and error. */
class OpsProcessTest {
    @TempDir
    Path directory;

    @Test
    void a_wrong_configuration_is_told_whole_and_ends_the_process_with_78() throws Exception {
        ServiceProcess run =
                run(Map.of("DELAY", "fast", "GREETNG", "hi", "OPS_TOKN", "x", "LOG_LEVEL", "loud", "DATABSE_URL", "x"));

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(78);
        assertThat(run.errors())
                .startsWith("The configuration of greeter has ")
                .contains("GREETING")
                .contains("\"fast\"")
                .contains("Did you mean GREETING?")
                .contains("Did you mean OPS_TOKEN?")
                .contains("Did you mean DATABASE_URL?")
                .contains("\"loud\"");
        assertThat(run.lines()).isEmpty();
    }

    @Test
    void every_line_of_output_is_one_event_and_sigterm_stops_in_order() throws Exception {
        ServiceProcess run = run(Map.of("GREETING", "hi"));
        run.awaitLine("is registered in Consul as");

        run.process().destroy();

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(128 + 15);
        List<JsonNode> events = run.events();
        assertThat(events).allSatisfy(event -> {
            assertThat(event.path("service").stringValue()).isEqualTo("greeter");
            assertThat(event.path("@timestamp").isString()).isTrue();
        });
        assertThat(events.get(events.size() - 1).path("timeline").stringValue())
                .containsSubsequence("UNREADY", "DEREGISTER", "LINGER", "DRAIN", "CANCEL");
        // Newer JVMs warn there of the native library of SQLite; the service itself has the link of development only.
        List<String> links = run.errors()
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("WARNING: "))
                .toList();
        assertThat(links)
                .singleElement()
                .asString()
                .matches("greeter for your browser: http://.*/ops/login\\?token=.*");
        String token = links.get(0).substring(links.get(0).indexOf('=') + 1);
        assertThat(run.lines()).noneMatch(line -> line.contains(token));
    }

    // Without a cap of its connections the admin port takes all that the process may open, and the service's own falls
    // silent.
    @Test
    @EnabledOnOs(OS.LINUX)
    void idle_connections_to_the_admin_port_do_not_silence_the_service() throws Exception {
        InetSocketAddress admin = freeAddress();
        InetSocketAddress own = freeAddress();
        Map<String, String> environment = Map.of(
                "GREETING",
                "hi",
                "GREETER_DB",
                directory.resolve("greeter.db").toString(),
                "OPS_LISTEN",
                "127.0.0.1:" + admin.getPort(),
                "LISTEN",
                "127.0.0.1:" + own.getPort());
        ServiceProcess run = ServiceProcess.startLimited(400, Greeter.class, directory, environment);
        run.awaitLine("is registered in Consul as");

        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                Socket socket = new Socket();
                idle.add(socket);
                socket.connect(admin, 5_000);
            }

            HttpRequest live = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + own.getPort() + "/self-check/live"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(live, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
            run.process().destroy();
        }
        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(128 + 15);
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) free.getLocalSocketAddress();
        }
    }

    // The close takes the handler away that logs it, and the start keeps the JVM from printing it.
    @Test
    void what_ends_the_main_thread_after_the_close_is_told() throws Exception {
        ServiceProcess run = ServiceProcess.start(Batch.class, directory, Map.of());

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(run.events())
                .filteredOn(event -> event.path("level").asString("").equals("ERROR"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("stack_trace").asString("")).contains("the work of batch failed"));
    }

    @Test
    void a_wrong_dsn_of_sentry_is_told_once_and_keeps_no_service_from_starting() throws Exception {
        ServiceProcess run = run(Map.of("GREETING", "hi", "SENTRY_DSN", "nonsense"));
        run.awaitLine("\"Started in ");

        run.process().destroy();

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(128 + 15);
        assertThat(run.lines())
                .filteredOn(line -> line.contains("SENTRY_DSN"))
                .singleElement()
                .asString()
                .contains("\"WARN\"", "is not a valid DSN")
                .doesNotContain("nonsense");
    }

    @Test
    void the_example_of_the_environment_is_printed_without_any_setting() throws Exception {
        ServiceProcess run = run(Map.of("OPS_MODE", "env"));

        assertThat(run.await(Duration.ofSeconds(30))).isZero();
        assertThat(String.join("\n", run.lines())).contains("GREETING=", "DATABASE_URL=", "LOG_LEVEL=");
    }

    @Test
    void migrating_ends_the_process_with_the_database_migrated() throws Exception {
        ServiceProcess run = run(Map.of("OPS_MODE", "migrate", "GREETING", "hi"));

        assertThat(run.await(Duration.ofSeconds(30))).isZero();
        assertThat(directory.resolve("greeter.db")).exists();
        assertThat(String.join("\n", run.lines()))
                .contains("The database is migrated.")
                .doesNotContain("admin endpoints", "listening");
    }

    // With Ops.start in its place the file has the tables of V1, the port is missed and the devkit's folder is there.
    @Test
    void a_check_tells_what_a_start_would_find_and_changes_nothing() throws Exception {
        ServiceProcess run;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run = run(Map.of(
                    "OPS_MODE", "check",
                    "GREETING", "hi",
                    "SERVICE_VERSION", "1.4.2",
                    "OPS_LISTEN", "127.0.0.1:" + taken.getLocalPort()));
            assertThat(run.await(Duration.ofSeconds(30))).isZero();
        }
        assertThat(run.lines())
                .extracting(line -> line.replaceAll(" +\\d+ ms", " N ms"))
                .containsExactly("""
                    The check of greeter 1.4.2 for development:
                      settings     pass N ms
                      manners      pass N ms
                      database     pass N ms
                      migrations   pass N ms  1 pending: V1__greeting.sql
                    Checks that the service adds once it has started took no part. Nothing keeps it from starting.\
                    """.split("\n", -1));
        assertThat(tables()).isEmpty();
        assertThat(directory.resolve("devkit")).doesNotExist();

        assertThat(run(Map.of("OPS_MODE", "migrate", "GREETING", "hi")).await(Duration.ofSeconds(30)))
                .isZero();
        ServiceProcess migrated = run(Map.of("OPS_MODE", "check", "GREETING", "hi"));
        assertThat(migrated.await(Duration.ofSeconds(30))).isZero();
        assertThat(migrated.lines()).anyMatch(line -> line.matches("  migrations {3}pass +\\d+ ms {2}none pending"));
    }

    @Test
    void a_check_of_a_database_that_is_not_there_ends_the_process_with_1() throws Exception {
        ServiceProcess run =
                run(Map.of("OPS_MODE", "check", "GREETING", "hi", "DATABASE_URL", "jdbc:sqlite:/dev/null/greeter.db"));

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(run.lines())
                .hasSize(5)
                .anyMatch(line -> line.matches("  settings {5}pass +\\d+ ms"))
                .anyMatch(line ->
                        line.matches("  database {5}FAIL +\\d+ ms {2}The folder /dev/null of the database cannot be.*"))
                .contains("Checks that the service adds once it has started took no part. It cannot start here.");
    }

    @Test
    void a_check_runs_the_checks_that_the_service_declared() throws Exception {
        ServiceProcess run = run(Map.of("OPS_MODE", "check", "GREETING", "oi"));

        assertThat(run.await(Duration.ofSeconds(30)))
                .as("what only degrades does not keep it from starting")
                .isZero();
        assertThat(run.lines()).anyMatch(line -> line.matches("  manners {6}fail +\\d+ ms {2}rude"));
    }

    @Test
    void a_check_of_a_wrong_configuration_tells_all_of_it_and_ends_the_process_with_78() throws Exception {
        ServiceProcess run = run(Map.of("OPS_MODE", "check", "DELAY", "fast"));

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(78);
        assertThat(run.errors()).startsWith("The configuration of greeter has 2 problems:");
        assertThat(run.lines()).isEmpty();
        assertThat(directory.resolve("greeter.db")).doesNotExist();
    }

    private List<String> tables() throws Exception {
        List<String> tables = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("greeter.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM sqlite_master")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    @Test
    void a_start_that_fails_ends_the_process_with_1_and_says_why() throws Exception {
        ServiceProcess run =
                run(Map.of("GREETING", "hi", "DATABASE_URL", "postgres://someone:s3cret@127.0.0.1:1/hits"));

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(String.join("\n", run.lines()))
                .contains("The service did not start.", "DATABASE_URL")
                .doesNotContain("s3cret");
    }

    // Without Redaction.error the log has both.
    @ParameterizedTest
    @ValueSource(strings = {"run", "check"})
    void what_others_say_of_a_secret_is_not_said_of_a_failed_start(String mode) throws Exception {
        ServiceProcess run = run(Map.of("GREETING", "leak", "OPS_MODE", mode));

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(String.join("\n", run.lines()) + run.errors())
                .contains("The service did not start.", "refused, for the password is •••", "token: •••")
                .doesNotContain("S3KR1T");
    }

    // Without TakenAddress nothing but "Address already in use" is said, of whatever address.
    @Test
    void a_taken_port_of_the_services_own_server_is_named_with_its_variable_and_the_fix() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            ServiceProcess run = run(Map.of("GREETING", "hi", "LISTEN", address));

            assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(String.join("\n", run.lines()))
                    .contains("The service cannot listen on " + address + ", which is LISTEN from the environment:"
                            + " Address already in use. Stop the process that listens there, or set LISTEN to a free"
                            + " address, or to port 0 for any free port.")
                    .contains("timeline")
                    .doesNotContain("is registered in Consul");
        }
    }

    // Without Launch.endsWith the process lives on: the threads of the JDK's servers keep it.
    @Test
    void a_service_whose_own_start_fails_ends_and_says_why() throws Exception {
        ServiceProcess run = run(Map.of("GREETING", "crash"));

        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(String.join("\n", run.lines())).contains("the service's own code failed", "timeline");
    }

    private ServiceProcess run(Map<String, String> environment) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("GREETER_DB", directory.resolve("greeter.db").toString());
        return ServiceProcess.start(Greeter.class, directory, all);
    }
}
