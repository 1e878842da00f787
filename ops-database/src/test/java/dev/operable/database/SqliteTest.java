package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.health.CheckOutcome;
import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SqliteTest {
    private static final int PROCESSES = 4;

    @TempDir
    Path folder;

    private final List<Instance> instances = new ArrayList<>();
    private Scripts scripts;

    @BeforeEach
    void write() throws Exception {
        scripts = new Scripts(folder.resolve("scripts"))
                .script("V1__counter.sql", "CREATE TABLE counter (n INTEGER NOT NULL); INSERT INTO counter VALUES (0);")
                .script("V2__name.sql", "ALTER TABLE counter ADD COLUMN name TEXT;");
    }

    @AfterEach
    void stop() throws Exception {
        for (Instance instance : instances) {
            instance.close();
        }
    }

    // Seen to fail when SqliteLock does not guard the switch to the write-ahead log, and when a transaction does not
    // take
    // the write lock as it begins: "database is locked" both times.
    @Test
    void severalProcessesMigrateAnEmptyFileAtTheSameMomentAndThenCountInIt() throws Exception {
        for (int i = 0; i < PROCESSES; i++) {
            instances.add(Instance.start(scripts));
        }
        for (int round = 0; round < 8; round++) {
            String url = url("round" + round + ".db");
            assertThat(all("migrate " + url))
                    .containsExactlyInAnyOrder("migrated 2", "migrated 0", "migrated 0", "migrated 0");
        }

        assertThat(all("count " + url("round0.db") + " 100")).containsOnly("counted 100");

        try (Database database = open(url("round0.db"))) {
            assertThat(query(database, "SELECT n FROM counter")).isEqualTo(Integer.toString(PROCESSES * 100));
            assertThat(query(database, "PRAGMA journal_mode")).isEqualTo("wal");
        }
    }

    @Test
    void pendingMigrationsAreListedAndReadingThemChangesNothing() throws Exception {
        try (Database database = open(url("x.db"))) {
            for (int i = 0; i < 2; i++) {
                assertThat(scripts.onClassPath(database::pendingMigrations))
                        .containsExactly("V1__counter.sql", "V2__name.sql");
            }
            assertThat(query(database, "SELECT count(*) FROM sqlite_master")).isEqualTo("0");
            assertThat(scripts.migrate(database)).isEqualTo(2);
            assertThat(scripts.onClassPath(database::pendingMigrations)).isEmpty();
            assertThat(scripts.migrate(database)).isZero();
        }
    }

    @Test
    void aServiceWithoutMigrationsStarts() {
        try (Database database = open(url("x.db"))) {
            assertThat(database.migrate()).isZero();
        }
    }

    @Test
    void theWaitForAnotherProcessThatMigratesIsBoundedAndNamesIt() throws Exception {
        DatabaseSettings settings = new DatabaseSettings(
                url("x.db"),
                Optional.empty(),
                Optional.empty(),
                2,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                NewerSchema.DEGRADE);
        try (Database database = Database.open(settings, new SimpleMeterRegistry());
                RandomAccessFile lock = new RandomAccessFile(
                        folder.resolve("x.db-migration.lock").toFile(), "rw")) {
            lock.writeBytes("4711\n");
            lock.getChannel().lock();

            long start = System.nanoTime();
            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("Another process (4711)")
                    .hasMessageContaining("longer than DATABASE_LOCK_WAIT (1s)");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        }
    }

    // Seen to fail when SqliteLock does not guard the migration: the second gives up after its 100 ms.
    @Test
    void aMigrationThatTakesLongerThanTheWaitForAWriterIsWaitedFor() throws Exception {
        scripts.script("V3__slow.sql", """
                CREATE TABLE slow AS
                WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 5000000)
                SELECT count(*) AS n FROM number;""");
        String url = url("x.db") + "?busy_timeout=100";
        for (int i = 0; i < 2; i++) {
            instances.add(Instance.start(scripts));
        }

        assertThat(all("migrate " + url)).containsExactlyInAnyOrder("migrated 3", "migrated 0");
    }

    @Test
    void aFolderThatDoesNotExistIsMade() {
        open(url("missing/deep/x.db")).close();

        assertThat(SqliteFile.path(url("missing/deep/x.db")).orElseThrow()).isRegularFile();
    }

    @Test
    void aFolderThatCannotBeMadeIsAnErrorThatNamesTheVariable() {
        open(url("file.db")).close();

        assertThatThrownBy(() -> open(url("file.db/x.db")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("file.db of the database cannot be made")
                .hasMessageEndingWith("Make it, or correct DATABASE_URL.");
    }

    @Test
    void aDatabaseInMemoryLivesAsLongAsItsPool() throws Exception {
        try (Database database = open("jdbc:sqlite:file:shared?mode=memory&cache=shared")) {
            assertThat(scripts.migrate(database)).isEqualTo(2);
            assertThat(query(database, "SELECT n FROM counter")).isEqualTo("0");
        }
    }

    @Test
    void theCheckPassesWhileTheDatabaseAnswers() throws Exception {
        try (Database database = open(url("x.db"))) {
            assertThat(database.check().run().status()).isEqualTo(CheckResult.Status.PASS);
        }
    }

    // Seen to fail when the check waited for a connection as long as the application does: it hung then.
    @Test
    void anExhaustedPoolIsToldApartFromADatabaseThatDoesNotAnswer() throws Exception {
        try (Database database = open(url("x.db"));
                SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            checks.add(
                    HealthCheck.named("database").timeout(Duration.ofSeconds(4)).of(database.check()));
            List<Connection> taken = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                taken.add(database.dataSource().getConnection());
            }

            CheckOutcome exhausted = checks.verdict().checks().get(0);
            for (Connection connection : taken) {
                connection.close();
            }

            assertThat(exhausted.hung()).isFalse();
            assertThat(exhausted.result().reason())
                    .isEqualTo("all 10 connections of the pool are in use and none came back within 500ms");
            assertThat(exhausted.result().data()).containsEntry("active", 10).containsEntry("idle", 0);
            assertThat(database.check().run().status()).isEqualTo(CheckResult.Status.PASS);
        }
    }

    @Test
    void theDatabaseIsAnotherSystemWhoseFailureNoRestartRepairs() {
        try (Database database = open(url("x.db"))) {
            assertThatThrownBy(() ->
                            HealthCheck.named("database").probe(Probe.LIVE).of(database.check()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be of the probe LIVE");
        }
    }

    @Test
    void thePoolIsMeasured() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Database database = Database.open(DatabaseSettings.of(url("x.db")), registry)) {
            assertThat(database.migrate()).isZero();
            assertThat(registry.get("hikaricp.connections.max").gauges())
                    .singleElement()
                    .satisfies(gauge -> {
                        assertThat(gauge.getId().getTag("pool")).isEqualTo("ops-database");
                        assertThat(gauge.value()).isEqualTo(10);
                    });
        }
    }

    private List<String> all(String command) throws Exception {
        for (Instance instance : instances) {
            instance.tell(command);
        }
        List<String> answers = new ArrayList<>();
        for (Instance instance : instances) {
            answers.add(instance.answer());
        }
        return answers;
    }

    private String url(String file) {
        return "jdbc:sqlite:" + folder.resolve(file);
    }

    private static Database open(String url) {
        return Database.open(DatabaseSettings.of(url), new SimpleMeterRegistry());
    }

    private static String query(Database database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
