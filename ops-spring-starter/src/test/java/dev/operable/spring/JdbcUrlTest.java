package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.Secret;
import org.junit.jupiter.api.Test;

class JdbcUrlTest {
    @Test
    void jdbcUrlStaysAsItIs() {
        JdbcUrl parsed = JdbcUrl.of("jdbc:sqlite:/var/lib/x.db?a=b@c");

        assertThat(parsed.url()).isEqualTo("jdbc:sqlite:/var/lib/x.db?a=b@c");
        assertThat(parsed.user()).isEmpty();
        assertThat(parsed.password()).isEmpty();
    }

    @Test
    void postgresUrlIsTakenApart() {
        JdbcUrl parsed = JdbcUrl.of("postgres://me%40home:p%3Aa+b%2Fc@db-1:5432,db-2/shop?ssl=true");

        assertThat(parsed.url()).isEqualTo("jdbc:postgresql://db-1:5432,db-2/shop?ssl=true");
        assertThat(parsed.user()).contains("me@home");
        assertThat(parsed.password()).contains(Secret.of("p:a+b/c"));
    }

    @Test
    void userAndDatabaseMayBeAbsent() {
        JdbcUrl parsed = JdbcUrl.of("postgresql://[::1]:5433");

        assertThat(parsed.url()).isEqualTo("jdbc:postgresql://[::1]:5433/");
        assertThat(parsed.user()).isEmpty();
        assertThat(parsed.password()).isEmpty();
    }
}
