package dev.operable.spring;

import dev.operable.database.SharedSqlite;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Lets one process at a time migrate an SQLite file, which Flyway does not lock: two would both see a migration as
 * pending, and the second would fail. Plain services that share the file wait for the same lock.
 */
final class LockedMigration implements FlywayMigrationStrategy {
    private final Duration atMost;

    LockedMigration(Duration atMost) {
        this.atMost = atMost;
    }

    @Override
    public void migrate(Flyway flyway) {
        SharedSqlite.migrating(flyway.getConfiguration().getDataSource(), atMost, flyway::migrate);
    }
}
