package dev.operable.samples.links;

class LinksOnSqliteTest extends LinksContract {
    @Override
    String database() {
        return "jdbc:sqlite:" + folder.resolve("links.db");
    }
}
