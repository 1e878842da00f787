package dev.operable.database;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flyway on the scripts of {@code classpath:db/migration}, one process at a time, with a bounded wait. */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.database");

    private final DatabaseUrl url;
    private final Duration lockWait;
    private final Flyway flyway;

    Migrations(DatabaseUrl url, Duration lockWait, DataSource dataSource, ClassLoader classLoader) {
        this.url = url;
        this.lockWait = lockWait;
        this.flyway = Flyway.configure(classLoader)
                .dataSource(dataSource)
                .lockRetryCount((int) Math.min(lockWait.toSeconds(), Integer.MAX_VALUE)) // one try a second
                .load();
    }

    int migrate() {
        try {
            MigrateResult result = flyway.migrate();
            if (result.migrationsExecuted > 0) {
                LOG.atInfo()
                        .addKeyValue("migrations", result.migrationsExecuted)
                        .addKeyValue("schema_version", result.targetSchemaVersion)
                        .log(
                                "Migrated the database to version {} ({} migrations)",
                                result.targetSchemaVersion,
                                result.migrationsExecuted);
            }
            return result.migrationsExecuted;
        } catch (FlywayValidateException different) {
            throw refused(
                    "Its migrations are not those of this release. Restore the scripts that were applied and put changes "
                            + "into a new script with a higher version.",
                    different);
        } catch (FlywayException failed) {
            throw refused(advice(failed), failed);
        }
    }

    List<String> pending() {
        try {
            return Arrays.stream(flyway.info().pending())
                    .map(migration -> migration.getScript())
                    .toList();
        } catch (FlywayException failed) {
            throw refused("Its migrations cannot be read.", failed);
        }
    }

    private String advice(FlywayException failed) {
        if (String.valueOf(failed.getMessage()).contains("advisory lock")) {
            return "Another process has been migrating it for longer than DATABASE_LOCK_WAIT (" + lockWait
                    + "). Look at that process, or wait longer.";
        }
        for (Throwable link = failed; link != null; link = link.getCause()) {
            if (link instanceof java.sql.SQLException sql && "55P03".equals(sql.getSQLState())) {
                return "Another session has locked a table to be migrated for longer than DATABASE_LOCK_WAIT ("
                        + lockWait + "). End that session, or wait longer.";
            }
        }
        return "A migration failed. Correct its script (nothing of it remains where the database rolls back changes of "
                + "the schema, as PostgreSQL and SQLite do) and start again.";
    }

    private DatabaseException refused(String advice, FlywayException cause) {
        return ConnectionProblem.wrap(
                url, "The database of DATABASE_URL " + url.masked() + " was not migrated. " + advice, cause);
    }
}
