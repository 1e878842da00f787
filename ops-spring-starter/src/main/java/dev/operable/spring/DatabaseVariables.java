package dev.operable.spring;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import dev.operable.config.Secret;
import dev.operable.database.DatabaseSettings;
import dev.operable.database.NewerSchema;
import java.time.Duration;
import java.util.Optional;

/** The database as every service is told of it; Spring's own properties win over it. */
record DatabaseVariables(
        @Key("DATABASE_URL") @Doc("The database: jdbc:... or postgres://user:password@host:port/database.")
        Optional<String> url,

        @Key("DATABASE_USER") @Doc("The database user, if the URL has none.")
        Optional<String> user,

        @Key("DATABASE_PASSWORD") @Doc("The password of the database user.")
        Optional<Secret> password,

        @Key("DATABASE_POOL_SIZE") @Doc("Database connections at most; 10 when nothing says otherwise.")
        Optional<Integer> poolSize,

        @Key("DATABASE_CONNECT_TIMEOUT") @Default("5s") @Doc("How long to wait for a database connection.")
        Duration connectTimeout,

        @Key("DATABASE_LOCK_WAIT") @Default("30s") @Doc("How long to wait for another process that migrates.")
        Duration lockWait,

        @Key("DATABASE_NEWER_SCHEMA")
        @Default("degrade")
        @Doc("What to do with a database that a newer release has migrated: degrade (start, and say so) or refuse.")
        NewerSchema newerSchema) {

    DatabaseVariables {
        // For its complaint, which masks the password.
        url.ifPresent(DatabaseSettings::of);
        poolSize.ifPresent(size -> Check.positive("poolSize", size));
        Check.between("connectTimeout", connectTimeout, Duration.ofMillis(250), Duration.ofMinutes(10));
    }

    @Override
    public String toString() {
        return "DatabaseVariables[lockWait=" + lockWait + "]";
    }
}
