package dev.operable.spring;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What makes an SQLite file a database that several processes of one machine share. */
final class SqliteFile {
    private static final String PREFIX = "jdbc:sqlite:";
    private static final String DRIVER = "spring.datasource.hikari.data-source-properties.";

    /**
     * A wait for the other writer; and the write lock from the begin of a transaction on, for one that reads first and
     * writes later would be refused at once.
     */
    static final Map<String, String> POOL_PROPERTIES = Map.of(
            DRIVER + "busy_timeout", "5000",
            DRIVER + "transaction_mode", "IMMEDIATE");

    private SqliteFile() {}

    /** The file of an SQLite URL; empty for a database in memory or inside a jar, and for any other database. */
    static Optional<Path> path(String url) {
        String rest = url.startsWith(PREFIX) ? url.substring(PREFIX.length()) : "";
        boolean inMemory = rest.contains(":memory:") || rest.contains("mode=memory");
        if (rest.isEmpty() || inMemory || rest.startsWith(":resource:")) {
            return Optional.empty();
        }
        String name = rest.split("\\?", 2)[0];
        return Optional.of(Path.of(name.startsWith("file:") ? name.substring("file:".length()) : name));
    }
}
