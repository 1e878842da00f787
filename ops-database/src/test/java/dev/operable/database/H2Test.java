package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.health.CheckResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that does not roll back changes of the schema, and that each connection of a pool shares in memory. */
@Timeout(120)
class H2Test {
    @TempDir
    Path folder;

    private Scripts scripts;

    @BeforeEach
    void write() throws Exception {
        scripts = new Scripts(folder)
                .script(
                        "V1__counter.sql",
                        "CREATE TABLE counter (n INTEGER NOT NULL); INSERT INTO counter VALUES (7);");
    }

    @Test
    void aFileIsMigratedOnceAndKeepsWhatItHas() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("hits");
        try (Database database = TestPostgres.open(url)) {
            assertThat(scripts.onClassPath(database::pendingMigrations)).containsExactly("V1__counter.sql");
            assertThat(scripts.migrate(database)).isEqualTo(1);
        }
        try (Database database = TestPostgres.open(url)) {
            assertThat(scripts.migrate(database)).isZero();
            assertThat(TestPostgres.query(database, "SELECT n FROM counter")).isEqualTo("7");
            assertThat(database.check().run().status()).isEqualTo(CheckResult.Status.PASS);
        }
    }

    /** A pool of one connection: the check of the schema takes no second one. */
    @Test
    void aDatabaseInMemoryIsMigratedAndTellsWhenItIsNewer() throws Exception {
        DatabaseSettings one = new DatabaseSettings(
                "jdbc:h2:mem:hits",
                Optional.empty(),
                Optional.empty(),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                NewerSchema.DEGRADE);
        try (Database database = Database.open(one, new SimpleMeterRegistry())) {
            scripts.script("V2__name.sql", "ALTER TABLE counter ADD COLUMN name VARCHAR(10);");
            assertThat(scripts.migrate(database)).isEqualTo(2);
            assertThat(database.schemaCheck().run().status()).isEqualTo(CheckResult.Status.PASS);

            scripts.without("V2__name.sql");
            assertThat(scripts.migrate(database)).isZero();

            assertThat(database.schemaCheck().run().status()).isEqualTo(CheckResult.Status.DEGRADED);
        }
    }

    @Test
    void whatAFailedMigrationLeavesBehindRefusesTheNextStartUntilItIsRepaired() throws Exception {
        scripts.script("V2__broken.sql", "CREATE TABLE half (n INTEGER);\nCREATE TABLE half (n INTEGER);");
        try (Database database = TestPostgres.open("jdbc:h2:mem:broken")) {
            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("V2__broken.sql");
            scripts.script("V2__broken.sql", "CREATE TABLE half (n INTEGER);");

            assertThatThrownBy(() -> scripts.migrate(database))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("A migration failed before and has left something behind. Undo what it did,"
                            + " remove its row from the history with Flyway's repair, and start again.");
        }
    }
}
