package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.Secret;
import dev.operable.health.CheckResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// Without lock_timeout, without the bound on Flyway's tries and without the driver's timeouts, the three tests of
// bounded
// waits were seen to wait on.
@Timeout(300)
class PostgresTest {
    private static final String PASSWORD = "p@ss/w:rd +%é";
    private static final String PASSWORD_IN_URL = "p%40ss%2Fw%3Ard%20+%25%C3%A9";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static EmbeddedPostgres postgres;

    @TempDir
    Path folder;

    private String name;
    private Scripts scripts;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        String rules = admin("SHOW hba_file");
        admin("CREATE ROLE \"ann@home\" LOGIN PASSWORD '" + PASSWORD + "'; SELECT 1");
        Path file = Path.of(rules);
        Files.writeString(file, "host all \"ann@home\" all scram-sha-256\n" + Files.readString(file));
        admin("SELECT pg_reload_conf()");
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void create() throws Exception {
        name = "test" + NUMBER.incrementAndGet();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            statement.execute("ALTER DATABASE " + name + " OWNER TO \"ann@home\"");
        }
        scripts = new Scripts(folder)
                .script("V1__counter.sql", "CREATE TABLE counter (n INTEGER NOT NULL); INSERT INTO counter VALUES (0);")
                .script("V2__name.sql", "ALTER TABLE counter ADD COLUMN name TEXT;");
    }

    @Test
    void migrationsRunOnceAndPendingOnesAreListed() throws Exception {
        try (Database database = open(url())) {
            assertThat(scripts.onClassPath(database::pendingMigrations))
                    .containsExactly("V1__counter.sql", "V2__name.sql");
            assertThat(scripts.migrate(database)).isEqualTo(2);
            assertThat(scripts.migrate(database)).isZero();
            assertThat(scripts.onClassPath(database::pendingMigrations)).isEmpty();
            assertThat(query(database, "SELECT n FROM counter")).isEqualTo("0");
        }
    }

    @Test
    void thePercentEncodedUserAndPasswordOfAUrlLogIn() throws Exception {
        String url = "postgres://ann%40home:" + PASSWORD_IN_URL + "@127.0.0.1:" + postgres.getPort() + "/" + name;
        try (Database database = open(url)) {
            assertThat(query(database, "SELECT current_user")).isEqualTo("ann@home");
            assertThat(scripts.migrate(database)).isEqualTo(2);
        }
    }

    @Test
    void aWrongPasswordIsAnErrorThatNamesTheUserAndShowsNoPassword() {
        String url = "postgres://ann%40home:hunter2@127.0.0.1:" + postgres.getPort() + "/" + name;

        assertThatThrownBy(() -> open(url))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(
                        "The database of DATABASE_URL postgres://ann%40home:•••@127.0.0.1:" + postgres.getPort() + "/"
                                + name + " refuses the user \"ann@home\". Check DATABASE_USER and DATABASE_PASSWORD")
                .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain("hunter2"));
    }

    @Test
    void aDatabaseThatDoesNotExistIsAnError() {
        assertThatThrownBy(() -> open(url().replace(name, "nowhere")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("has no such database. Create it, or correct DATABASE_URL.");
    }

    @Test
    void aClosedPortIsAnErrorThatNamesTheVariable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> open("postgres://ann:hunter2@127.0.0.1:" + port + "/x"))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("The database of DATABASE_URL postgres://ann:•••@127.0.0.1:" + port
                        + "/x cannot be reached. Check its host and port, and that the database is up.")
                .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain("hunter2"));
    }

    @Test
    void aHostThatAcceptsAndSaysNothingCostsTheConnectTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> Database.open(
                            settings("postgres://127.0.0.1:" + silent.getLocalPort() + "/x", 1, 30),
                            new SimpleMeterRegistry()))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("cannot be reached");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aFailedMigrationRefusesTheStartAndLeavesNothingBehind() throws Exception {
        scripts.script("V3__broken.sql", "CREATE TABLE half (n INTEGER);\nCREATE TABLE half (n INTEGER);");
        try (Database database = open(url())) {
            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("was not migrated. A migration failed. Correct its script")
                    .hasMessageContaining("V3__broken.sql")
                    .hasMessageContaining("already exists");

            assertThat(query(database, "SELECT count(*) FROM pg_tables WHERE tablename = 'half'"))
                    .isEqualTo("0");
            scripts.script("V3__broken.sql", "CREATE TABLE half (n INTEGER);");
            assertThat(scripts.migrate(database)).isEqualTo(1);
        }
    }

    @Test
    void anAppliedMigrationThatWasChangedRefusesTheStart() throws Exception {
        try (Database database = open(url())) {
            scripts.migrate(database);
            scripts.script("V2__name.sql", "ALTER TABLE counter ADD COLUMN names TEXT;");

            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("Its migrations are not those of this release. Restore the scripts")
                    .hasMessageContaining("version 2");
        }
    }

    @Test
    void anAppliedMigrationThatIsMissingInBetweenRefusesTheStart() throws Exception {
        try (Database database = open(url())) {
            scripts.migrate(database);
            scripts.without("V1__counter.sql");

            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("Its migrations are not those of this release. Restore the scripts");
        }
    }

    @Test
    void aMigrationThatComesTooLateInTheOrderRefusesTheStart() throws Exception {
        try (Database database = open(url())) {
            scripts.migrate(database);
            scripts.script("V1.5__between.sql", "CREATE TABLE between_them (n INTEGER);");

            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("a new script with a higher version")
                    .hasMessageContaining("1.5");
        }
    }

    @Test
    void anInstanceOlderThanTheSchemaStarts() throws Exception {
        try (Database database = open(url())) {
            scripts.migrate(database);
            scripts.without("V2__name.sql");

            assertThat(scripts.migrate(database)).isZero();
        }
    }

    @Test
    void severalProcessesMigrateAtTheSameMoment() throws Exception {
        List<Instance> instances = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                instances.add(Instance.start(scripts));
            }
            for (Instance instance : instances) {
                instance.tell("migrate " + url());
            }
            List<String> answers = new ArrayList<>();
            for (Instance instance : instances) {
                answers.add(instance.answer());
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer).startsWith("migrated "));
            assertThat(answers.stream()
                            .mapToInt(answer -> answer.charAt(answer.length() - 1) - '0')
                            .sum())
                    .isEqualTo(2);
        } finally {
            for (Instance instance : instances) {
                instance.close();
            }
        }
    }

    @Test
    void theWaitForATableThatSomebodyLockedIsBounded() throws Exception {
        scripts.without("V2__name.sql");
        try (Database database = Database.open(settings(url(), 5, 1), new SimpleMeterRegistry())) {
            scripts.migrate(database);
            scripts.script("V2__name.sql", "ALTER TABLE counter ADD COLUMN name TEXT;");
            try (Connection forgotten = lockedCounter()) {
                assertThatThrownBy(() -> scripts.migrate(database))
                        .isInstanceOf(DatabaseException.class)
                        .hasMessageContaining(
                                "Another session has locked a table to be migrated for longer than DATABASE_LOCK_WAIT (PT1S)");
                forgotten.rollback();
            }
            assertThat(scripts.migrate(database)).isEqualTo(1);
            assertThat(query(database, "SHOW lock_timeout"))
                    .as("of the application")
                    .isEqualTo("0");
        }
    }

    @Test
    void theWaitForAnotherInstanceThatMigratesIsBounded() throws Exception {
        scripts.without("V2__name.sql");
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Database slow = open(url());
                Database waiting = Database.open(settings(url(), 5, 1), new SimpleMeterRegistry())) {
            scripts.migrate(slow);
            scripts.script("V2__name.sql", "ALTER TABLE counter ADD COLUMN name TEXT;");
            try (Connection forgotten = lockedCounter()) {
                Future<Integer> migration = other.submit(() -> scripts.migrate(slow));
                awaitWaitingFor("counter");

                assertThatThrownBy(() -> scripts.migrate(waiting))
                        .isInstanceOf(DatabaseException.class)
                        .hasMessageContaining(
                                "Another process has been migrating it for longer than DATABASE_LOCK_WAIT (PT1S)");

                forgotten.rollback();
                assertThat(migration.get()).isEqualTo(1);
            }
            assertThat(scripts.migrate(waiting)).isZero();
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void theCheckFailsWhenTheDatabaseGoesAway() throws Exception {
        EmbeddedPostgres mortal = EmbeddedPostgres.start();
        try (Database database = Database.open(
                settings("postgres://postgres@127.0.0.1:" + mortal.getPort() + "/postgres", 1, 1),
                new SimpleMeterRegistry())) {
            assertThat(database.check().run().status()).isEqualTo(CheckResult.Status.PASS);
            mortal.close();
            assertThatThrownBy(() -> database.check().run()).isInstanceOf(SQLException.class);
        } finally {
            mortal.close();
        }
    }

    private Connection lockedCounter() throws SQLException {
        Connection connection = postgres.getDatabase("postgres", name).getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE counter");
        }
        return connection;
    }

    private static void awaitWaitingFor(String table) throws SQLException {
        long start = System.nanoTime();
        String waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%" + table + "%'";
        while (admin(waiting).equals("0")) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        }
    }

    private String url() {
        return "postgres://postgres@127.0.0.1:" + postgres.getPort() + "/" + name;
    }

    private static DatabaseSettings settings(String url, int connectSeconds, int lockSeconds) {
        return new DatabaseSettings(
                url,
                Optional.empty(),
                Optional.<Secret>empty(),
                3,
                Duration.ofSeconds(connectSeconds),
                Duration.ofSeconds(lockSeconds));
    }

    private static Database open(String url) {
        return Database.open(DatabaseSettings.of(url), new SimpleMeterRegistry());
    }

    private static String admin(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            return query(connection, sql);
        }
    }

    private static String query(Database database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return query(connection, sql);
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            if (!rows) {
                statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
