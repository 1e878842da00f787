package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What only a process of its own shows: its streams, its signals and its exit status. */
class ProcessTest {
    private static final String MIGRATED = "The process ends here, for OPS_MODE is migrate.";

    @TempDir
    Path folder;

    @Test
    void everyLineOfTheOutputIsOneJsonObject() throws Exception {
        Map<String, String> environment = Map.of(
                "SERVICE_NAME", "shop",
                "SERVICE_INSTANCE", "shop-1",
                "LISTEN", "127.0.0.1:0",
                "OPS_DISCOVERY", "off",
                "OPS_STOP_LINGER", "100ms",
                "LOG_LEVELS", "dev.operable.rpc=debug,org.flywaydb=warn",
                "LOGGING_LEVEL_COM_ZAXXER", "warn",
                "DATABASE_URL", "jdbc:sqlite:" + folder.resolve("shop.db"));
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            URI url = shop.url();
            URI admin = URI.create(
                    shop.event("admin endpoints").orElseThrow().path("url").asString());
            assertThat(url.getHost()).isEqualTo("127.0.0.1");
            assertThat(Web.get(url.resolve("/self-check")).body()).contains("everything is well");
            assertThat(Web.get(admin.resolve("/self-check")).body()).contains("everything is well");

            shop.terminate();

            // What the JVM says when it was asked to stop by SIGTERM.
            assertThat(shop.status()).isEqualTo(143);
            assertThat(shop.log())
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.isObject()).isTrue())
                    .allSatisfy(event ->
                            assertThat(event.path("instance").asString("")).isEqualTo("shop-1"));
            assertThat(shop.log())
                    .as("LOG_LEVELS")
                    .noneMatch(event -> event.path("logger").asString().startsWith("org.flywaydb"));
            assertThat(shop.log())
                    .as("Spring Boot's own levels")
                    .noneMatch(event -> event.path("logger").asString().startsWith("com.zaxxer"));
            JsonNode stopped = shop.event("Stopped cleanly").orElseThrow();
            assertThat(stopped.path("timeline").asString())
                    .containsSubsequence("UNREADY", "DEREGISTER", "LINGER", "DRAIN web server");
            // Newer JVMs warn there of drivers that load native code; the link of development is for no log.
            assertThat(shop.errors().lines())
                    .allSatisfy(line -> assertThat(line).matches("(WARNING: .*|shop for your browser: http://.*)?"));
        }
    }

    // The thread that ends the process must not be a daemon: the JVM would end with 0 once the servers are closed.
    @Test
    void aCrashLoopOfAWorkerStopsTheApplicationInOrderAndEndsTheProcessWithStatus70() throws Exception {
        Map<String, String> environment = Map.of(
                "SERVICE_NAME", "shop",
                "LISTEN", "127.0.0.1:0",
                "OPS_DISCOVERY", "off",
                "OPS_STOP_LINGER", "100ms",
                "SHOP_MAIL", "broken",
                "DATABASE_URL", "jdbc:sqlite:" + folder.resolve("shop.db"));
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(70);
            assertThat(shop.logged("The worker mail failed 4 times in a row and is given up: the service ends."))
                    .isTrue();
            assertThat(shop.event("Stopped cleanly")
                            .orElseThrow()
                            .path("timeline")
                            .asString())
                    .contains("STOP_WORK workers: done");
        }
    }

    // The admin endpoints must not keep it: started in the main thread, their server lives for ever.
    @Test
    void aJobWithoutAServerEndsByItselfAndRegistersNothing() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer consul = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        consul.createContext("/", exchange -> {
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        consul.start();
        Map<String, String> environment = Map.of(
                "SERVICE_NAME",
                "job",
                "OPS_LISTEN",
                "127.0.0.1:0",
                "CONSUL_HTTP_ADDR",
                "127.0.0.1:" + consul.getAddress().getPort());
        try (ShopProcess job = ShopProcess.start(Job.class, folder, environment)) {
            assertThat(job.status()).isZero();
            assertThat(job.logged("admin endpoints")).isTrue();
            assertThat(job.logged("worked")).isTrue();
            assertThat(asked).noneMatch(request -> request.contains("/register"));
        } finally {
            consul.stop(0);
        }
    }

    @Test
    void wrongSettingsAreReportedTogetherAndEndTheProcessWithStatus78() throws Exception {
        Map<String, String> environment = Map.of(
                "SERVICE_NAME", "shop",
                "LISTEN", "nowhere",
                "OPS_STOP_LINGR", "1s",
                "LOG_FORMAT", "xml",
                "DATABASE_URL", "mysql://shop:hunter2@db/shop");
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(78);
            assertThat(shop.errors())
                    .startsWith("The configuration of shop has 4 problems:")
                    .contains("LISTEN")
                    .contains("Did you mean OPS_STOP_LINGER?")
                    .contains("LOG_FORMAT")
                    .contains("DATABASE_URL ")
                    .contains(" \"mysql://shop:•••@db/shop\" is not the URL of a database. Write ")
                    .contains(" or postgres://user:password@host/database.")
                    .doesNotContain("hunter2")
                    .doesNotContain("\tat ");
            assertThat(shop.log())
                    .allSatisfy(event -> assertThat(event.isObject()).isTrue());
        }
    }

    @Test
    void startThatFailsForAnotherReasonIsLoggedAsJsonToo() throws Exception {
        Map<String, String> environment =
                Map.of("OPS_DISCOVERY", "off", "LISTEN", "127.0.0.1:0", "DATABASE_URL", "jdbc:sqlite:/dev/null/x.db");
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(1);
            assertThat(shop.log())
                    .anyMatch(event -> event.path("level").asString().equals("ERROR"));
        }
    }

    @Test
    void exampleOfTheEnvironmentIsPrintedWithoutAnySettingAndNothingElse() throws Exception {
        try (ShopProcess shop = ShopProcess.start(folder, Map.of("OPS_MODE", "env", "SERVICE_NAME", "shop"))) {
            assertThat(shop.status()).isZero();
            assertThat(shop.output())
                    .startsWith("# The settings of shop\n")
                    .contains("LISTEN=", "DATABASE_URL=", "LOG_LEVEL=", "OPS_MODE=run");
            assertThat(shop.output().lines())
                    .allSatisfy(line -> assertThat(line).matches("(#.*|[A-Z_]+=.*)?"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void migratingEndsTheProcessWithTheDatabaseMigratedAndNothingStarted(String lazy) throws Exception {
        Path database = folder.resolve("shop.db");
        AtomicInteger asked = new AtomicInteger();
        HttpServer consul = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        consul.createContext("/", exchange -> {
            // Settings may come from there, the database's among them.
            if (!exchange.getRequestURI().getPath().startsWith("/v1/kv/")) {
                asked.incrementAndGet();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        consul.start();
        Map<String, String> environment = Map.of(
                "OPS_MODE",
                "migrate",
                "SPRING_MAIN_LAZY_INITIALIZATION",
                lazy,
                "SERVICE_NAME",
                "shop",
                "CONSUL_HTTP_ADDR",
                "127.0.0.1:" + consul.getAddress().getPort(),
                "LISTEN",
                "127.0.0.1:0",
                "DATABASE_URL",
                "jdbc:sqlite:" + database);
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isZero();
            assertThat(shop.event(MIGRATED)).isPresent();
            // Without NothingStarts the last two are there.
            assertThat(shop.log())
                    .noneMatch(event ->
                            event.path("message").asString().matches("listening|admin endpoints|Tomcat started.*"));
            assertThat(asked).hasValue(0);
        } finally {
            consul.stop(0);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM flyway_schema_history WHERE success")) {
            assertThat(row.getInt(1)).isEqualTo(1);
        }
    }

    // Without NothingStarts the taken port ends it; without NothingIsScheduled it restocks; offered the devkit's agent,
    // it
    // joins that in development.
    @ParameterizedTest
    @ValueSource(strings = {"production", "development"})
    void checkTellsWhatAStartWouldFindAndChangesNothing(String environmentName) throws Exception {
        Path database = folder.resolve("shop.db");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ShopProcess shop = ShopProcess.start(
                        folder,
                        Map.of(
                                "OPS_MODE",
                                "check",
                                "SERVICE_NAME",
                                "shop",
                                "SERVICE_VERSION",
                                "1.4.2",
                                "SERVICE_ENVIRONMENT",
                                environmentName,
                                "OPS_DEVKIT_DIR",
                                folder.resolve("devkit").toString(),
                                "SHOP_RESTOCKED",
                                folder.resolve("restocked").toString(),
                                "LISTEN",
                                "127.0.0.1:" + taken.getLocalPort(),
                                "OPS_LISTEN",
                                "127.0.0.1:" + taken.getLocalPort(),
                                "DATABASE_URL",
                                "jdbc:sqlite:" + database))) {
            assertThat(shop.status()).isZero();
            assertThat(shop.output().replaceAll(" +\\d+ ms", " N ms")).isEqualTo("""
                    The check of shop 1.4.2 for %s:
                      settings     pass N ms
                      till         pass N ms
                      database     pass N ms
                      diskSpace    pass N ms
                      ssl          pass N ms
                      migrations   pass N ms  1 pending: V1__note.sql
                    Nothing keeps it from starting.
                    """.formatted(environmentName));
            assertThat(folder.resolve("restocked")).doesNotExist();
        }
        assertThat(folder.resolve("devkit")).doesNotExist();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM sqlite_master")) {
            assertThat(row.getInt(1)).as("tables").isZero();
        }
    }

    @Test
    void checkOfADatabaseThatIsNotThereEndsTheProcessWithStatus1() throws Exception {
        Map<String, String> environment =
                Map.of("OPS_MODE", "check", "SERVICE_NAME", "shop", "DATABASE_URL", "jdbc:sqlite:" + folder);
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(1);
            assertThat(shop.output())
                    .containsPattern("\n  settings {5}pass +\\d+ ms\n")
                    .containsPattern("\n  till {9}pass +\\d+ ms\n")
                    .containsPattern("\n  database {5}FAIL +\\d+ ms  \\S")
                    .containsPattern("\n  migrations {3}FAIL +\\d+ ms  \\S")
                    .endsWith("\nIt cannot start here.\n");
        }
    }

    @Test
    void checkOfWrongSettingsTellsThemAndEndsTheProcessWithStatus78() throws Exception {
        Map<String, String> environment = Map.of("OPS_MODE", "check", "SERVICE_NAME", "shop", "LOG_FORMAT", "xml");
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(78);
            assertThat(shop.errors()).startsWith("The configuration of shop has 1 problem:");
            assertThat(shop.output()).isEmpty();
        }
    }

    @Test
    void migrationThatFailsEndsTheProcessWithStatus1() throws Exception {
        Map<String, String> environment =
                Map.of("OPS_MODE", "migrate", "DATABASE_URL", "jdbc:sqlite:/dev/null/shop.db");
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(1);
            assertThat(shop.event(MIGRATED)).isEmpty();
        }
    }

    /** Without the analyzer the last event is a stack trace of beans that wait for each other. */
    @Test
    void databaseOfANewerReleaseIsRefusedWhereThatIsWanted() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("shop.db");
        Flyway.configure().dataSource(url, null, null).load().migrate();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO flyway_schema_history SELECT 99, '99', description, type, 'V99__later.sql',"
                    + " checksum, installed_by, installed_on, execution_time, success FROM flyway_schema_history"
                    + " WHERE version = '1'");
        }
        Map<String, String> environment = Map.of("DATABASE_URL", url, "DATABASE_NEWER_SCHEMA", "refuse");
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(1);
            assertThat(shop.output())
                    .contains("APPLICATION FAILED TO START")
                    .contains("was migrated to version 99 by a newer release; this release knows up to 1."
                            + " Start that release or a later one; or set DATABASE_NEWER_SCHEMA=degrade");
        }
    }

    @Test
    void modeThatNobodyKnowsAndVariablesOfTestRunsAreMistakes() throws Exception {
        Map<String, String> environment = Map.of("OPS_MODE", "migrat", "SERVICE_NAME", "shop", "OPS_REQUIRE", "consul");
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            assertThat(shop.status()).isEqualTo(78);
            assertThat(shop.errors())
                    .contains("OPS_MODE      \"migrat\" from the environment is not one of run, check, migrate, env. "
                            + "Did you mean migrate?")
                    .contains("OPS_REQUIRE   is set but nothing reads it.");
        }
    }
}
