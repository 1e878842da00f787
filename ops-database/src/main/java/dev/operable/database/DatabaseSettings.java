package dev.operable.database;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Durations;
import dev.operable.config.Key;
import dev.operable.config.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * Which database, and how long to wait for it. Immutable; its text masks the password.
 *
 * @param url {@code jdbc:...}, or {@code postgres://user:password@host:port/database} whose user and password are
 *     percent-encoded
 * @param user wins over a user in the URL; without one it becomes that of the URL, if there is one
 * @param password wins over a password in the URL; without one it becomes that of the URL, if there is one
 * @param poolSize connections at most, at least 1
 * @param connectTimeout how long to wait for a connection, at least 250 ms
 * @param lockWait how long to wait for another process that migrates, or that locks a table to be migrated, at least 1 s
 * @param newerSchema what to do with a database that a newer release has migrated
 */
public record DatabaseSettings(
        @Key("DATABASE_URL") @Doc("The database: jdbc:... or postgres://user:password@host:port/database.")
        String url,

        @Key("DATABASE_USER") @Doc("The database user, if the URL has none.")
        Optional<String> user,

        @Key("DATABASE_PASSWORD") @Doc("The password of the database user.")
        Optional<Secret> password,

        @Key("DATABASE_POOL_SIZE") @Default("10") @Doc("Database connections at most.")
        int poolSize,

        @Key("DATABASE_CONNECT_TIMEOUT") @Default("5s") @Doc("How long to wait for a database connection.")
        Duration connectTimeout,

        @Key("DATABASE_LOCK_WAIT") @Default("30s") @Doc("How long to wait for another process that migrates.")
        Duration lockWait,

        @Key("DATABASE_NEWER_SCHEMA")
        @Default("degrade")
        @Doc("What to do with a database that a newer release has migrated: degrade (start, and say so) or refuse.")
        NewerSchema newerSchema) {

    public DatabaseSettings {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        user = user.or(() -> Optional.ofNullable(parsed.user()));
        password = password.or(() -> Optional.ofNullable(parsed.password()));
        if (poolSize < 1) {
            throw new IllegalArgumentException("DATABASE_POOL_SIZE is " + poolSize + ". It must be at least 1.");
        }
        if (connectTimeout.toMillis() < 250) {
            throw new IllegalArgumentException(
                    "DATABASE_CONNECT_TIMEOUT is " + Durations.text(connectTimeout) + ". It must be at least 250ms.");
        }
        if (lockWait.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "DATABASE_LOCK_WAIT is " + Durations.text(lockWait) + ". It must be at least 1s.");
        }
    }

    /**
     * The settings for a URL, with every default.
     *
     * @throws IllegalArgumentException if the URL is malformed
     */
    public static DatabaseSettings of(String url) {
        return new DatabaseSettings(
                url,
                Optional.empty(),
                Optional.empty(),
                10,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                NewerSchema.DEGRADE);
    }

    /** The URL as a driver takes it: {@code jdbc:...}, without user and password where it was {@code postgres://...}. */
    public String jdbcUrl() {
        return target().jdbc();
    }

    /** What to connect to: the URL, with the user and the password that win. */
    DatabaseUrl target() {
        return DatabaseUrl.parse(url).with(user, password);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + target().masked() + ", user=" + target().user() + ", poolSize=" + poolSize
                + ", connectTimeout=" + connectTimeout + ", lockWait=" + lockWait + ", newerSchema=" + newerSchema
                + "]";
    }
}
