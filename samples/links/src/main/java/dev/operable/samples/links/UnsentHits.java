package dev.operable.samples.links;

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Hits that the hits service has not confirmed, kept where a restart of this process does not lose them. */
@Repository
class UnsentHits {
    private final JdbcClient jdbc;

    UnsentHits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void keep(Hit hit) {
        jdbc.sql("INSERT INTO unsent_hit (idempotency_key, code, at_millis) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .param(hit.key())
                .param(hit.code())
                .param(hit.at().toEpochMilli())
                .update();
    }

    List<Hit> oldest(int atMost) {
        return jdbc.sql("SELECT idempotency_key, code, at_millis FROM unsent_hit ORDER BY at_millis LIMIT ?")
                .param(atMost)
                .query((row, number) -> new Hit(
                        row.getString("idempotency_key"),
                        row.getString("code"),
                        Instant.ofEpochMilli(row.getLong("at_millis"))))
                .list();
    }

    void forget(Hit hit) {
        jdbc.sql("DELETE FROM unsent_hit WHERE idempotency_key = ?")
                .param(hit.key())
                .update();
    }
}
