package dev.operable.samples.hits;

class HitsOnSqliteTest extends HitsContract {
    @Override
    String database() {
        return "jdbc:sqlite:" + folder.resolve("hits.db");
    }
}
