package dev.operable.samples.hits;

import java.nio.file.Path;

class HitsOnSqliteTest extends HitsContract {
    @Override
    String database(Path folder) {
        return "jdbc:sqlite:" + folder.resolve("hits.db");
    }
}
