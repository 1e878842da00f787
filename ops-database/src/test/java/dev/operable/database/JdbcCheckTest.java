package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.operable.health.CheckOutcome;
import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import dev.operable.health.HealthChecks;
import dev.operable.health.SelfChecks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The check of any data source, on a pool that waits half a minute for a connection, and a real server. */
@Timeout(120)
class JdbcCheckTest {
    // Seen to hang without the alarm: the pool waits longer than the check may.
    @Test
    void anExhaustedPoolIsToldInTimeAndAServerThatWasKilledTooAndNeitherLeavesAnything() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres.getPostgresDatabase());
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config);
                SelfChecks checks = new SelfChecks(new SimpleMeterRegistry())) {
            checks.add(HealthCheck.named("database")
                    .timeout(Duration.ofSeconds(5))
                    .cache(Duration.ZERO)
                    .of(HealthChecks.jdbc(pool)));
            assertThat(database(checks).status()).isEqualTo(CheckResult.Status.PASS);

            try (Connection taken = pool.getConnection()) {
                CheckOutcome exhausted = database(checks);
                assertThat(exhausted.hung()).isFalse();
                assertThat(exhausted.result().reason())
                        .isEqualTo("the pool gave no connection within 4s500ms: all of them are in use, or the database"
                                + " takes no new ones");
                assertThat(taken.isValid(5)).isTrue();
            }
            assertThat(database(checks).status()).isEqualTo(CheckResult.Status.PASS);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();

            postgres.close();
            assertThat(database(checks).status()).isEqualTo(CheckResult.Status.FAIL);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        } finally {
            postgres.close();
        }
    }

    private static CheckOutcome database(SelfChecks checks) {
        return checks.verdict().checks().get(0);
    }
}
