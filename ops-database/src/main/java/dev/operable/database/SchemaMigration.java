package dev.operable.database;

import static dev.operable.config.Durations.text;

import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flyway as a service runs it at its start: one process at a time, no wait without a bound, and errors that say who is in the
 * way and what to do. {@link Database} has one; where a framework makes the Flyway, this takes it. Safe for use by many
 * threads.
 *
 * <pre>{@code
 * SchemaMigration.of(flyway, Duration.ofSeconds(30), NewerSchema.DEGRADE).run();
 * }</pre>
 */
public final class SchemaMigration {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.database");

    /** Flyway's own; whoever says something else means it. */
    private static final int FLYWAYS_TRIES = 50;

    private final Flyway flyway;
    private final Duration lockWait;
    private final NewerSchema newer;
    private final DatabaseUrl url;
    private final String name;

    /** Of the scripts of this release, when it last looked. */
    private volatile MigrationVersion newest = MigrationVersion.LATEST;

    private SchemaMigration(Flyway flyway, Duration lockWait, NewerSchema newer, DatabaseUrl url, String name) {
        this.flyway = flyway;
        this.lockWait = lockWait;
        this.newer = newer;
        this.url = url;
        this.name = name;
    }

    /**
     * Asks the database who it is, and changes nothing.
     *
     * @param flyway with its data source; its own number of tries for the lock wins over {@code lockWait}, unless it is
     *     Flyway's default
     * @param lockWait how long to wait for another process that migrates, or that locks a table; at least 1 s. A bound on the
     *     wait for tables is set on PostgreSQL only, for as long as it migrates
     * @param newer what to do with a database that a newer release has migrated
     * @throws DatabaseException if the database cannot be reached
     */
    public static SchemaMigration of(Flyway flyway, Duration lockWait, NewerSchema newer) {
        DatabaseUrl url = DatabaseUrl.found(url(flyway.getConfiguration().getDataSource()));
        return bounded(flyway, lockWait, newer, url, "The database " + url.masked());
    }

    /** For a database that is known: its text masks the password in what the driver and Flyway say. */
    static SchemaMigration bounded(Flyway flyway, Duration lockWait, NewerSchema newer, DatabaseUrl url, String name) {
        Configuration told = flyway.getConfiguration();
        FluentConfiguration bounded = Flyway.configure(told.getClassLoader()).configuration(told);
        if (told.getLockRetryCount() == FLYWAYS_TRIES) {
            bounded.lockRetryCount((int) Math.min(lockWait.toSeconds(), Integer.MAX_VALUE)); // one try a second
        }
        if (url.isPostgres()) {
            bounded.dataSource(new BoundedLocks(told.getDataSource(), lockWait));
        }
        return new SchemaMigration(bounded.load(), lockWait, newer, url, name);
    }

    /**
     * Applies what is pending. Any number of processes may do so at the same time: one migrates, the others wait.
     *
     * @return how many migrations were applied
     * @throws DatabaseException if a migration fails, was changed after it had been applied, is missing or out of order; if
     *     the wait is over; or if the database is newer and that is to be refused. Nothing is repaired
     */
    public int run() {
        Optional<Path> file = SqliteFile.path(url.jdbc());
        return file.isEmpty()
                ? migrate()
                : SqliteLock.holding(
                        file.get(),
                        lockWait,
                        () -> { // Flyway locks other databases by itself
                            share();
                            return migrate();
                        });
    }

    /** The scripts that {@link #run()} would apply, in order; changes nothing. */
    public List<String> pending() {
        try {
            return Arrays.stream(flyway.info().pending())
                    .map(MigrationInfo::getScript)
                    .toList();
        } catch (FlywayException failed) {
            throw refused("Its migrations cannot be read.", failed);
        }
    }

    /** What a newer release has migrated, for people; empty if this release knows all of it. Changes nothing. */
    public Optional<String> ahead() {
        try {
            MigrationInfo[] all = flyway.info().all();
            newest = newest(all, info -> info.getState().isResolved());
            return ahead(newest, newest(all, info -> info.getState().isApplied()));
        } catch (FlywayException failed) {
            throw refused("Its migrations cannot be read.", failed);
        }
    }

    /**
     * Degraded while the database is newer than this release was when it last {@linkplain #run() migrated}, as in a release that
     * goes on, or was taken back half-way. It reads the history on one connection.
     */
    public HealthCheck check() {
        return check(flyway.getConfiguration().getDataSource());
    }

    HealthCheck check(DataSource connections) {
        SchemaHistory history = new SchemaHistory(connections, flyway.getConfiguration());
        return new HealthCheck() {
            @Override
            public CheckResult run() throws SQLException {
                return ahead(newest, history.newest())
                        .map(CheckResult::degraded)
                        .orElseGet(CheckResult::pass);
            }

            @Override
            public boolean external() {
                return true;
            }
        };
    }

    private int migrate() {
        try {
            Optional<String> ahead = ahead();
            if (ahead.isPresent() && newer == NewerSchema.REFUSE) {
                throw new DatabaseException(
                        name + " " + ahead.get() + ". Start that release or a later one; or set"
                                + " DATABASE_NEWER_SCHEMA=degrade, if this one can work with it.",
                        null);
            }
            ahead.ifPresent(text -> LOG.atWarn().log("{} {}. This instance goes on all the same.", name, text));
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
        } catch (FlywayException failed) {
            throw refused(advice(failed), failed);
        }
    }

    private static MigrationVersion newest(MigrationInfo[] all, Predicate<MigrationInfo> which) {
        return Arrays.stream(all)
                .filter(which)
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(MigrationVersion.EMPTY);
    }

    private static Optional<String> ahead(MigrationVersion known, MigrationVersion applied) {
        return applied.compareTo(known) <= 0
                ? Optional.empty()
                : Optional.of("was migrated to version " + applied + " by a newer release; this release knows "
                        + (known.equals(MigrationVersion.EMPTY) ? "none" : "up to " + known));
    }

    private String advice(FlywayException failed) {
        if (failed instanceof FlywayValidateException) {
            return left(failed)
                    ? "A migration failed before and has left something behind. Undo what it did, remove its row from the"
                            + " history with Flyway's repair, and start again."
                    : "Its migrations are not those of this release. Restore the scripts that were applied and put changes "
                            + "into a new script with a higher version.";
        }
        if (String.valueOf(failed.getMessage()).contains("advisory lock")) {
            return "Another process has been migrating it for longer than DATABASE_LOCK_WAIT (" + text(lockWait) + ")"
                    + LockHolders.migrating(flyway.getConfiguration().getDataSource())
                    + ". Look at that process, or wait longer.";
        }
        for (Throwable link = failed; link != null; link = link.getCause()) {
            if (link instanceof SQLException sql && "55P03".equals(sql.getSQLState())) {
                return "Another session has locked a table to be migrated for longer than DATABASE_LOCK_WAIT ("
                        + text(lockWait) + ")"
                        + LockHolders.ofTables(flyway.getConfiguration().getDataSource())
                        + ". End that session, or wait longer.";
            }
        }
        return "A migration failed. Correct its script (nothing of it remains where the database rolls back changes of "
                + "the schema, as PostgreSQL and SQLite do) and start again.";
    }

    private static boolean left(FlywayException failed) {
        return failed.getErrorCode() == CoreErrorCode.FAILED_VERSIONED_MIGRATION
                || String.valueOf(failed.getMessage()).contains("Detected failed ");
    }

    private DatabaseException refused(String advice, FlywayException cause) {
        return ConnectionProblem.wrap(url, name + " was not migrated. " + advice, cause);
    }

    private void share() {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
            SqliteFile.share(connection);
        } catch (SQLException refused) {
            throw unreachable(refused);
        }
    }

    private static String url(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return String.valueOf(connection.getMetaData().getURL());
        } catch (SQLException away) {
            throw unreachable(away);
        }
    }

    private static DatabaseException unreachable(SQLException why) {
        return new DatabaseException(
                "The database cannot be migrated, for it cannot be reached: " + why.getMessage()
                        + ". Check the URL of the data source, or DATABASE_URL.",
                why);
    }
}
