package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// Without lock_timeout and without the bound on Flyway's tries the two tests of bounded waits were seen to wait on.
@Timeout(300)
class PostgresMigrationTest {
    private static TestPostgres postgres;

    @TempDir
    Path folder;

    private String name;
    private String url;
    private Scripts scripts;

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void create() throws Exception {
        name = postgres.create("postgres");
        url = postgres.url(name);
        scripts = new Scripts(folder)
                .script("V1__counter.sql", "CREATE TABLE counter (n INTEGER NOT NULL); INSERT INTO counter VALUES (0);")
                .script("V2__name.sql", "ALTER TABLE counter ADD COLUMN name TEXT;");
    }

    @Test
    void migrationsRunOnceAndPendingOnesAreListed() throws Exception {
        try (Database database = TestPostgres.open(url)) {
            assertThat(scripts.onClassPath(database::pendingMigrations))
                    .containsExactly("V1__counter.sql", "V2__name.sql");
            assertThat(scripts.migrate(database)).isEqualTo(2);
            assertThat(scripts.migrate(database)).isZero();
            assertThat(scripts.onClassPath(database::pendingMigrations)).isEmpty();
            assertThat(TestPostgres.query(database, "SELECT n FROM counter")).isEqualTo("0");
        }
    }

    @Test
    void aFailedMigrationRefusesTheStartAndLeavesNothingBehind() throws Exception {
        scripts.script("V3__broken.sql", "CREATE TABLE half (n INTEGER);\nCREATE TABLE half (n INTEGER);");
        try (Database database = TestPostgres.open(url)) {
            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("was not migrated. A migration failed. Correct its script")
                    .hasMessageContaining("V3__broken.sql")
                    .hasMessageContaining("already exists");

            assertThat(TestPostgres.query(database, "SELECT count(*) FROM pg_tables WHERE tablename = 'half'"))
                    .isEqualTo("0");
            scripts.script("V3__broken.sql", "CREATE TABLE half (n INTEGER);");
            assertThat(scripts.migrate(database)).isEqualTo(1);
        }
    }

    @Test
    void anAppliedMigrationThatWasChangedRefusesTheStart() throws Exception {
        try (Database database = TestPostgres.open(url)) {
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
        try (Database database = TestPostgres.open(url)) {
            scripts.migrate(database);
            scripts.without("V1__counter.sql");

            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("Its migrations are not those of this release. Restore the scripts");
        }
    }

    @Test
    void aMigrationThatComesTooLateInTheOrderRefusesTheStart() throws Exception {
        try (Database database = TestPostgres.open(url)) {
            scripts.migrate(database);
            scripts.script("V1.5__between.sql", "CREATE TABLE between_them (n INTEGER);");

            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("a new script with a higher version")
                    .hasMessageContaining("1.5");
        }
    }

    @Test
    void anInstanceOlderThanTheSchemaStartsAndSaysSo() throws Exception {
        try (Database database = TestPostgres.open(url)) {
            scripts.migrate(database);
            HealthCheck check = database.schemaCheck();
            assertThat(check.run().status()).isEqualTo(CheckResult.Status.PASS);
            scripts.without("V2__name.sql");

            assertThat(scripts.migrate(database)).isZero();

            CheckResult older = check.run();
            assertThat(older.status()).isEqualTo(CheckResult.Status.DEGRADED);
            assertThat(older.reason())
                    .isEqualTo("was migrated to version 2 by a newer release; this release knows up to 1");
        }
    }

    /** What it refuses is to write, too: a repeatable script of the old release would run again. */
    @Test
    void anInstanceOlderThanTheSchemaIsRefusedWhereThatIsWanted() throws Exception {
        DatabaseSettings strict = TestPostgres.settings(url, 5, 30, NewerSchema.REFUSE);
        try (Database database = Database.open(strict, new SimpleMeterRegistry())) {
            scripts.migrate(database);
            scripts.without("V2__name.sql").script("R__view.sql", "CREATE VIEW old AS SELECT n FROM counter;");

            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessage("The database of DATABASE_URL " + url + " was migrated to version 2 by a newer release;"
                            + " this release knows up to 1. Start that release or a later one; or set"
                            + " DATABASE_NEWER_SCHEMA=degrade, if this one can work with it.");
            assertThat(TestPostgres.query(database, "SELECT count(*) FROM pg_views WHERE viewname = 'old'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void theConnectionsOfAPoolThatIsNotOursGoBackAsTheyCame() throws Exception {
        try (Database database = TestPostgres.open(url)) {
            DataSource pool = database.dataSource();
            Flyway flyway = Flyway.configure()
                    .locations("filesystem:" + folder)
                    .dataSource(pool)
                    .load();

            assertThat(SchemaMigration.of(flyway, Duration.ofSeconds(7), NewerSchema.DEGRADE)
                            .run())
                    .isEqualTo(2);

            try (Connection bounded = new BoundedLocks(pool, Duration.ofSeconds(7)).getConnection()) {
                assertThat(TestPostgres.query(bounded, "SHOW lock_timeout")).isEqualTo("7s");
                bounded.setAutoCommit(false);
                assertThatThrownBy(() -> TestPostgres.query(bounded, "SELECT 1 / 0"))
                        .isInstanceOf(SQLException.class);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(TestPostgres.query(database, "SHOW lock_timeout")).isEqualTo("0");
            }
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
                instance.tell("migrate " + url);
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
        try (Database database = Database.open(TestPostgres.settings(url, 5, 1), new SimpleMeterRegistry())) {
            scripts.migrate(database);
            scripts.script("V2__name.sql", "ALTER TABLE counter ADD COLUMN name TEXT;");
            try (Connection forgotten = lockedCounter()) {
                assertThatThrownBy(() -> scripts.migrate(database))
                        .isInstanceOf(DatabaseException.class)
                        .hasMessageContaining(
                                "Another session has locked a table to be migrated for longer than DATABASE_LOCK_WAIT (1s): process "
                                        + pid(forgotten) + " (psql of postgres at 127.0.0.1, in a transaction since ")
                        .hasMessageContaining(", holds public.counter). End that session, or wait longer.");
                forgotten.rollback();
            }
            assertThat(scripts.migrate(database)).isEqualTo(1);
            assertThat(TestPostgres.query(database, "SHOW lock_timeout"))
                    .as("of the application")
                    .isEqualTo("0");
        }
    }

    @Test
    void theWaitForAnotherInstanceThatMigratesIsBounded() throws Exception {
        scripts.without("V2__name.sql");
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Database slow = TestPostgres.open(url);
                Database waiting = Database.open(TestPostgres.settings(url, 5, 1), new SimpleMeterRegistry())) {
            scripts.migrate(slow);
            scripts.script("V2__name.sql", "ALTER TABLE counter ADD COLUMN name TEXT;");
            try (Connection forgotten = lockedCounter()) {
                Future<Integer> migration = other.submit(() -> scripts.migrate(slow));
                awaitWaitingFor("counter");

                assertThatThrownBy(() -> scripts.migrate(waiting))
                        .isInstanceOf(DatabaseException.class)
                        .hasMessageContaining(
                                "Another process has been migrating it for longer than DATABASE_LOCK_WAIT (1s): process ")
                        .hasMessageContaining("(ops-migrations of postgres at 127.0.0.1, in a transaction since ");

                forgotten.rollback();
                assertThat(migration.get()).isEqualTo(1);
            }
            assertThat(scripts.migrate(waiting)).isZero();
        } finally {
            other.shutdownNow();
        }
    }

    private Connection lockedCounter() throws SQLException {
        Connection connection = postgres.session(name);
        connection.setClientInfo("ApplicationName", "psql");
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE counter");
        }
        return connection;
    }

    private static String pid(Connection connection) throws SQLException {
        return TestPostgres.query(connection, "SELECT pg_backend_pid()");
    }

    private static void awaitWaitingFor(String table) throws SQLException {
        long start = System.nanoTime();
        String waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%" + table + "%'";
        while (postgres.admin(waiting).equals("0")) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        }
    }
}
