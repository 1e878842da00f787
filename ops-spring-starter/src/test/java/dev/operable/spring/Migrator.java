package dev.operable.spring;

import dev.operable.database.NewerSchema;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/** A process that migrates a file once it is told to: by a line, so that several begin at the same moment. */
final class Migrator {
    private Migrator() {}

    /** The folder of the scripts, and the URL of the database. */
    public static void main(String[] args) throws Exception {
        Flyway flyway = Flyway.configure()
                .locations("filesystem:" + args[0])
                .dataSource(args[1], null, null)
                .load();
        LockedMigration strategy = new LockedMigration(Duration.ofSeconds(30), NewerSchema.DEGRADE);
        System.out.println("ready");
        if (System.in.read() == '\n') {
            strategy.migrate(flyway);
        }
    }
}
