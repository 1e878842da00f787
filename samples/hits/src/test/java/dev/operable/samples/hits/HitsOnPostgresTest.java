package dev.operable.samples.hits;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

class HitsOnPostgresTest extends HitsContract {
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
