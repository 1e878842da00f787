package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedMigrationTest {
    private static final int PROCESSES = 4;

    @TempDir
    Path folder;

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource("jdbc:sqlite:" + folder.resolve("shared.db") + "?busy_timeout=5000", null, null)
                .load();
    }

    /** With {@code flyway.migrate()} in the place of the strategy all but one of them fail, on the table that is there. */
    @Test
    void manyMigrateTheSameFileAtOnce() throws Exception {
        LockedMigration strategy = new LockedMigration(Duration.ofSeconds(30));
        CyclicBarrier together = new CyclicBarrier(PROCESSES);
        ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                all.add(threads.submit(() -> {
                    Flyway flyway = flyway();
                    together.await();
                    strategy.migrate(flyway);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(flyway().info().applied()).hasSize(1);
    }

    @Test
    void waitIsBoundedAndItsReasonNamed() throws Exception {
        Path lock = folder.resolve("shared.db-migration.lock");
        try (FileChannel other = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();

            assertThatThrownBy(() -> new LockedMigration(Duration.ofMillis(100)).migrate(flyway()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("DATABASE_LOCK_WAIT")
                    .hasMessageContaining(lock.toString());
        }
    }
}
