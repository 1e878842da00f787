package dev.operable.samples.links;

import java.nio.file.Path;

class LinksOnSqliteTest extends LinksContract {
    @Override
    String database(Path folder) {
        return "jdbc:sqlite:" + folder.resolve("links.db");
    }
}
