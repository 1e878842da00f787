package dev.operable.spring;

import dev.operable.database.NewerSchema;
import dev.operable.database.SchemaMigration;
import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Spring Boot's Flyway, run as that of a plain service: once, one process at a time, and no wait without a bound. Safe for use by
 * many threads.
 */
final class LockedMigration implements FlywayMigrationStrategy {
    private final Duration atMost;
    private final NewerSchema newer;
    private volatile @Nullable SchemaMigration migrated;

    LockedMigration(Duration atMost, NewerSchema newer) {
        this.atMost = atMost;
        this.newer = newer;
    }

    @Override
    public void migrate(Flyway flyway) {
        SchemaMigration migration = SchemaMigration.of(flyway, atMost, newer);
        migration.run();
        migrated = migration;
    }

    /** Degraded while the database is newer than what was migrated. */
    HealthCheck check() {
        return new HealthCheck() {
            @Override
            public CheckResult run() throws Exception {
                SchemaMigration known = migrated;
                return known == null ? CheckResult.pass() : known.check().run();
            }

            @Override
            public boolean external() {
                return true;
            }
        };
    }
}
