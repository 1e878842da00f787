package dev.operable.database;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says why a database does not let us in, and what to do. */
final class ConnectionProblem {
    /** Drivers are the application's choice, so this names them and depends on none. */
    private static final Map<String, String> DRIVERS = Map.of(
            "jdbc:postgresql:", "org.postgresql:postgresql",
            "jdbc:sqlite:", "org.xerial:sqlite-jdbc",
            "jdbc:h2:", "com.h2database:h2",
            "jdbc:mysql:", "com.mysql:mysql-connector-j",
            "jdbc:mariadb:", "org.mariadb.jdbc:mariadb-java-client");

    private ConnectionProblem() {}

    /** The driver of the URL. */
    static Driver driver(DatabaseUrl url) {
        try {
            return DriverManager.getDriver(url.jdbc());
        } catch (SQLException none) {
            for (Map.Entry<String, String> known : DRIVERS.entrySet()) {
                if (url.jdbc().startsWith(known.getKey())) {
                    throw new DatabaseException(
                            "DATABASE_URL " + url.masked() + " needs a driver that is not on the class path, "
                                    + "or is malformed. Add the dependency " + known.getValue()
                                    + ", or correct the URL.",
                            null);
                }
            }
            throw new DatabaseException(
                    "DATABASE_URL " + url.masked() + " is understood by no driver on the class path. "
                            + "Correct it, or add the JDBC driver of that database as a dependency.",
                    null);
        }
    }

    static DatabaseException of(DatabaseUrl url, SQLException problem) {
        String state = problem.getSQLState() == null ? "" : problem.getSQLState();
        String who = url.user() == null ? "the user" : "the user \"" + url.user() + "\"";
        String what;
        if (state.startsWith("28")) { // SQL standard: invalid authorization specification
            what = "refuses " + who + ". Check DATABASE_USER and DATABASE_PASSWORD, or those in DATABASE_URL";
        } else if (state.startsWith("3D")) { // SQL standard: invalid catalog name
            what = "has no such database. Create it, or correct DATABASE_URL";
        } else if (url.isSqlite()) {
            what = "cannot be opened. Check that its folder exists and that this process may write there";
        } else {
            what = "cannot be reached. Check its host and port, and that the database is up";
        }
        return wrap(url, "The database of DATABASE_URL " + url.masked() + " " + what + ".", problem);
    }

    /** The message with the driver's or Flyway's own words below it. A cause that quotes the password is left out. */
    static DatabaseException wrap(DatabaseUrl url, String message, Throwable cause) {
        String password = url.password() == null ? "" : url.password().reveal();
        String detail = String.valueOf(cause.getMessage()).strip().replace(url.jdbc(), url.masked());
        if (!password.isEmpty()) {
            detail = detail.replace(password, "•••");
        }
        return new DatabaseException(message + "\n" + detail, quotes(cause, password, url) ? null : cause);
    }

    private static boolean quotes(@Nullable Throwable cause, String password, DatabaseUrl url) {
        for (Throwable link = cause; link != null; link = link.getCause()) {
            String message = String.valueOf(link.getMessage());
            boolean leaksUrl = !url.jdbc().equals(url.masked()) && message.contains(url.jdbc());
            if (leaksUrl || (!password.isEmpty() && message.contains(password))) {
                return true;
            }
        }
        return false;
    }
}
