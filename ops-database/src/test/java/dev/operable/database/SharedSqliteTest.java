package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SharedSqliteTest {
    private static final Duration WAIT = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private SQLiteDataSource dataSource(String url) {
        SQLiteDataSource dataSource = new SQLiteDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    @Test
    void itsPropertiesAreThoseThatTheUrlDoesNotSet() {
        assertThat(SharedSqlite.driverProperties("jdbc:sqlite:x.db"))
                .isEqualTo(Map.of("busy_timeout", "5000", "transaction_mode", "IMMEDIATE"));
        assertThat(SharedSqlite.driverProperties("jdbc:sqlite:x.db?Busy_Timeout=7"))
                .isEqualTo(Map.of("transaction_mode", "IMMEDIATE"));
        assertThat(SharedSqlite.driverProperties("jdbc:postgresql://db/x")).isEmpty();
        assertThat(SharedSqlite.driverProperties("")).isEmpty();
    }

    @Test
    void aFileIsSwitchedToTheWriteAheadLogAndLockedWhileItIsMigrated() throws Exception {
        SQLiteDataSource file = dataSource("jdbc:sqlite:" + folder.resolve("x.db"));
        List<String> held = new ArrayList<>();

        SharedSqlite.migrating(file, WAIT, () -> assertThatThrownBy(
                        () -> SharedSqlite.migrating(file, Duration.ofMillis(50), () -> held.add("two")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(
                        "Another process (" + ProcessHandle.current().pid() + ")"));
        SharedSqlite.migrating(file, WAIT, () -> held.add("afterwards"));

        assertThat(held).containsExactly("afterwards");
        try (Connection connection = file.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA journal_mode")) {
            assertThat(row.getString(1)).isEqualTo("wal");
        }
    }

    @Test
    void itWaitsForAPlainServiceThatMigrates() throws Exception {
        try (RandomAccessFile lock =
                new RandomAccessFile(folder.resolve("x.db-migration.lock").toFile(), "rw")) {
            lock.getChannel().lock();
            assertThatThrownBy(() -> SharedSqlite.migrating(
                            dataSource("jdbc:sqlite:" + folder.resolve("x.db")), Duration.ofMillis(50), () -> {}))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("longer than DATABASE_LOCK_WAIT (PT0.05S)");
        }
    }

    @Test
    void otherDatabasesAreMigratedAtOnce() throws Exception {
        List<String> done = new ArrayList<>();

        SharedSqlite.migrating(dataSource("jdbc:sqlite::memory:"), WAIT, () -> done.add("memory"));

        assertThat(done).containsExactly("memory");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsAnError() {
        assertThatThrownBy(() -> SharedSqlite.migrating(
                        dataSource("jdbc:sqlite:" + folder.resolve("missing/x.db")), WAIT, () -> {}))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("Check the URL of the data source, or DATABASE_URL.");
    }
}
