package dev.operable.samples.links;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;

class LinksOnPostgresTest extends LinksContract {
    private final EmbeddedPostgres postgres;

    LinksOnPostgresTest() throws IOException {
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
