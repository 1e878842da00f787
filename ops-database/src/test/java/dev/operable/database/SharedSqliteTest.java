package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
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
        Callback second = new WhileMigrating(() -> assertThatThrownBy(
                        () -> migration(file, Duration.ofMillis(50)).run())
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(
                        "Another process (" + ProcessHandle.current().pid() + ")")
                .satisfies(refused -> held.add("refused")));

        SchemaMigration.of(configured(file).callbacks(second).load(), WAIT, NewerSchema.DEGRADE)
                .run();

        assertThat(held).containsExactly("refused");
        assertThat(migration(file, WAIT).run()).isZero();
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
            SQLiteDataSource file = dataSource("jdbc:sqlite:" + folder.resolve("x.db"));
            assertThatThrownBy(() -> migration(file, Duration.ofMillis(50)).run())
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("longer than DATABASE_LOCK_WAIT (50ms)");
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsAnError() {
        SQLiteDataSource missing = dataSource("jdbc:sqlite:" + folder.resolve("missing/x.db"));

        assertThatThrownBy(() -> migration(missing, WAIT))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("Check the URL of the data source, or DATABASE_URL.");
    }

    private SchemaMigration migration(SQLiteDataSource database, Duration wait) {
        return SchemaMigration.of(configured(database).load(), wait, NewerSchema.DEGRADE);
    }

    private FluentConfiguration configured(SQLiteDataSource database) {
        return Flyway.configure().locations("filesystem:" + folder).dataSource(database);
    }

    /** Does something between the lock and the first script. */
    private record WhileMigrating(Runnable work) implements Callback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            work.run();
        }

        @Override
        public String getCallbackName() {
            return "while migrating";
        }
    }
}
