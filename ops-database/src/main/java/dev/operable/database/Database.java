package dev.operable.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to one database, its migrations and its check. Safe for use by many threads.
 *
 * <p>An SQLite file is shared by the processes of one machine: write-ahead log, a wait for the other writer, and one
 * process at a time that migrates.
 *
 * <pre>{@code
 * try (Database db = Database.open(DatabaseSettings.of("jdbc:sqlite:hits.db"), registry)) {
 *     db.migrate();
 *     checks.add(HealthCheck.named("database").timeout(Duration.ofSeconds(2)).of(db.check()));
 *     serve(db.dataSource());
 * }
 * }</pre>
 */
public final class Database implements AutoCloseable {
    private final DatabaseSettings settings;
    private final DatabaseUrl url;
    private final Pools pools;
    private final HikariDataSource pool;
    private volatile @Nullable SchemaMigration migrated;

    private Database(DatabaseSettings settings, DatabaseUrl url, Pools pools, HikariDataSource pool) {
        this.settings = settings;
        this.url = url;
        this.pools = pools;
        this.pool = pool;
    }

    /**
     * Connects once, so that a wrong setting is known at once, and opens the pool. Its metrics are {@code hikaricp.*}.
     *
     * @throws DatabaseException if the database cannot be reached or refuses us, or its driver is missing
     */
    public static Database open(DatabaseSettings settings, MeterRegistry registry) {
        DatabaseUrl url = settings.target();
        SqliteFile.makeFolder(url.jdbc());
        Pools pools = new Pools(settings, url);
        try (Connection connection = ConnectionProblem.driver(url).connect(url.jdbc(), pools.driverProperties())) {
            Optional<Path> file = SqliteFile.path(url.jdbc());
            if (file.isPresent()) {
                SqliteLock.holding(file.get(), settings.lockWait(), () -> SqliteFile.share(connection));
            }
        } catch (SQLException problem) {
            throw ConnectionProblem.of(url, problem);
        }
        return new Database(settings, url, pools, pools.application(registry));
    }

    /** The pool. It is closed with this database. */
    public DataSource dataSource() {
        return pool;
    }

    /**
     * Applies the scripts of {@code classpath:db/migration} that were not applied yet. Any number of processes may do so
     * at the same time: one migrates, the others wait, {@link DatabaseSettings#lockWait()} at most.
     *
     * @return how many scripts were applied
     * @throws DatabaseException as of {@link SchemaMigration#run()}
     */
    public int migrate() {
        return withMigration(migration -> {
            int applied = migration.run();
            migrated = migration;
            return applied;
        });
    }

    /** The scripts that {@link #migrate()} would apply, in order; changes nothing. */
    public List<String> pendingMigrations() {
        return withMigration(SchemaMigration::pending);
    }

    /**
     * Passes when the pool gives a connection within half a second and the database answers on it within a second; give it a
     * timeout of 2 s. Says when the pool is exhausted.
     */
    public HealthCheck check() {
        return new PoolCheck(pool);
    }

    /** What a newer release has migrated, for people; empty if this release knows all of it. Changes nothing. */
    public Optional<String> ahead() {
        return withMigration(SchemaMigration::ahead);
    }

    /** Degraded while the database is newer than this release; passes before {@link #migrate()}. */
    public HealthCheck schemaCheck() {
        return new HealthCheck() {
            @Override
            public CheckResult run() throws Exception {
                SchemaMigration known = migrated;
                return known == null ? CheckResult.pass() : known.check(pool).run();
            }

            @Override
            public boolean external() {
                return true;
            }
        };
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T withMigration(Function<SchemaMigration, T> work) {
        try (HikariDataSource own = pools.migrations()) {
            return work.apply(migration(own));
        }
    }

    private SchemaMigration migration(DataSource connections) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? Database.class.getClassLoader() : context;
        return SchemaMigration.bounded(
                Flyway.configure(loader).dataSource(connections).load(),
                settings.lockWait(),
                settings.newerSchema(),
                url,
                "The database of DATABASE_URL " + url.masked());
    }
}
