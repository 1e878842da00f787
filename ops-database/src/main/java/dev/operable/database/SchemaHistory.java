package dev.operable.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** Flyway's table, read on one connection: Flyway itself takes two, which a small pool may not have to spare. */
final class SchemaHistory {
    private final DataSource connections;
    private final Configuration flyway;

    SchemaHistory(DataSource connections, Configuration flyway) {
        this.connections = connections;
        this.flyway = flyway;
    }

    /** The highest version that was applied. */
    MigrationVersion newest() throws SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(5);
            String quote = connection.getMetaData().getIdentifierQuoteString();
            String sql = "SELECT " + quoted("version", quote) + " FROM " + table(quote) + " WHERE "
                    + quoted("version", quote) + " IS NOT NULL";
            MigrationVersion newest = MigrationVersion.EMPTY;
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    MigrationVersion version = MigrationVersion.fromVersion(row.getString(1));
                    newest = version.compareTo(newest) > 0 ? version : newest;
                }
            }
            return newest;
        }
    }

    private String table(String quote) {
        String schema = schema();
        String table = quoted(flyway.getTable(), quote);
        return schema == null ? table : quoted(schema, quote) + "." + table;
    }

    private @Nullable String schema() {
        String told = flyway.getDefaultSchema();
        String[] all = flyway.getSchemas();
        return told != null ? told : all.length > 0 ? all[0] : null;
    }

    private static String quoted(String name, String quote) {
        return quote.isBlank() ? name : quote + name + quote;
    }
}
