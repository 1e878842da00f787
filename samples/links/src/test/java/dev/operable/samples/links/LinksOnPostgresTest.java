package dev.operable.samples.links;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

class LinksOnPostgresTest extends LinksContract {
    private EmbeddedPostgres postgres;

    @Override
    String database() throws IOException {
        postgres = EmbeddedPostgres.start();
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    @AfterAll
    void stopDatabase() throws IOException {
        postgres.close();
    }
}
