package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*                                                             | TEXT",
                "text/plain, text/*, */*                                         | TEXT",
                "application/json                                                | JSON",
                "application/health+json                                         | HEALTH_JSON",
                "application/*                                                   | HEALTH_JSON",
                "application/health+json;q=0.5, application/json                 | JSON",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML",
                "TEXT/HTML                                                       | HTML",
                "text/html;q=0, */*;q=0.1                                        | TEXT",
                "text/*;q=0.1, application/json;q=0.2                            | JSON",
                "image/png                                                       | TEXT",
                "application/json;q=2                                            | JSON",
                "'; q=,,/;*'                                                     | TEXT"
            })
    void theFormIsTheOneThatTheHeaderPrefers(String accept, Accepted expected) {
        assertThat(Accepted.of(accept)).isEqualTo(expected);
    }

    @Test
    void whoSaysNothingGetsText() {
        assertThat(Accepted.of(null)).isEqualTo(Accepted.TEXT);
        assertThat(Accepted.of("")).isEqualTo(Accepted.TEXT);
    }
}
