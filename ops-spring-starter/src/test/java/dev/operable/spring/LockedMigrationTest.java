package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.database.DatabaseException;
import dev.operable.database.NewerSchema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedMigrationTest {
    private static final int PROCESSES = 4;
    /** Takes long enough for the others to look at the history meanwhile. */
    private static final String SLOW = """
            CREATE TABLE note (number INTEGER);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
            INSERT INTO note SELECT i FROM n;
            """;

    @TempDir
    Path folder;

    private Flyway flyway() {
        return Flyway.configure()
                .locations("filesystem:" + folder)
                .dataSource(url(), null, null)
                .load();
    }

    /** With {@code flyway.migrate()} in the place of the strategy's, some of them fail on what is there already. */
    @Test
    void manyProcessesMigrateTheSameFileAtOnce() throws Exception {
        Files.writeString(folder.resolve("V1__note.sql"), SLOW);
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(migrator(folder.resolve("migrator-" + i + ".log")));
            }
            for (int i = 0; i < PROCESSES; i++) {
                Path log = folder.resolve("migrator-" + i + ".log");
                Await.until("ready", () -> Files.readString(log).contains("ready"));
            }
            for (Process process : processes) {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
            }
            for (int i = 0; i < PROCESSES; i++) {
                assertThat(processes.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(processes.get(i).exitValue())
                        .as(Files.readString(folder.resolve("migrator-" + i + ".log")))
                        .isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }

        assertThat(flyway().info().applied()).hasSize(1);
    }

    private Process migrator(Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Migrator.class.getName(),
                        folder.toString(),
                        url())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("shared.db") + "?busy_timeout=5000";
    }

    @Test
    void waitIsBoundedAndItsReasonNamed() throws Exception {
        Path lock = folder.resolve("shared.db-migration.lock");
        try (FileChannel other = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();

            assertThatThrownBy(() -> new LockedMigration(Duration.ofMillis(100), NewerSchema.DEGRADE).migrate(flyway()))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("DATABASE_LOCK_WAIT")
                    .hasMessageContaining(lock.toString());
        }
    }
}
