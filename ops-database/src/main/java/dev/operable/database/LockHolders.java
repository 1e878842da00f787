package dev.operable.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is in the way of a migration on PostgreSQL, for the person who has to look at it: three sessions at the most. */
final class LockHolders {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.database");

    /** The upper half of Flyway's lock, {@code Flyway} in ASCII plus a hash of the table that may borrow one from it. */
    private static final String MIGRATING = "l.locktype = 'advisory' AND l.classid IN (18027, 18028)";

    private static final String OF_TABLES = "l.locktype = 'relation' AND a.xact_start IS NOT NULL"
            + " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')";

    private LockHolders() {}

    /** {@code : process 4711 (psql of ann at 10.0.0.7, in a transaction since ...)}, or nothing if nobody can say. */
    static String migrating(DataSource database) {
        return find(database, MIGRATING);
    }

    static String ofTables(DataSource database) {
        return find(database, OF_TABLES);
    }

    private static String find(DataSource database, String which) {
        String sql = "SELECT a.pid, coalesce(nullif(a.application_name, ''), 'a session'), a.usename,"
                + " coalesce(host(a.client_addr), 'its own machine'), to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS TZ'),"
                + " coalesce(string_agg(DISTINCT n.nspname || '.' || c.relname, ', '), '')"
                + " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                + " LEFT JOIN pg_class c ON l.locktype = 'relation' AND c.oid = l.relation AND c.relkind <> 'i'"
                + " LEFT JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE l.granted AND a.pid <> pg_backend_pid()"
                + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                + " AND " + which
                + " GROUP BY a.pid, a.application_name, a.usename, a.client_addr, a.xact_start"
                + " ORDER BY a.xact_start LIMIT 3";
        List<String> holders = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                String since = row.getString(5);
                String tables = row.getString(6);
                holders.add("process " + row.getInt(1) + " (" + row.getString(2) + " of " + row.getString(3) + " at "
                        + row.getString(4) + (since == null ? "" : ", in a transaction since " + since)
                        + (tables.isEmpty() ? "" : ", holds " + tables) + ")");
            }
        } catch (SQLException untold) {
            LOG.atDebug().setCause(untold).log("The database does not tell who holds the lock.");
        }
        return holders.isEmpty() ? "" : ": " + String.join(", ", holders);
    }
}
