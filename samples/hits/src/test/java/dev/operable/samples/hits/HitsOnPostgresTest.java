package dev.operable.samples.hits;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;

class HitsOnPostgresTest extends HitsContract {
    private final EmbeddedPostgres postgres;

    HitsOnPostgresTest() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @Override
    String database(Path folder) {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    @Override
    void closeDatabase() throws IOException {
        postgres.close();
    }
}
