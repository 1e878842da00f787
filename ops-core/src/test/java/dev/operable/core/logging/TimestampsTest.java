package dev.operable.core.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T10:50:37.004Z",
                "2026-11-21T10:50:37.000Z",
                "2026-11-21T10:50:37.099Z",
                "2026-11-21T10:50:38.999Z",
                "1969-12-31T23:59:59.001Z",
                "2024-02-29T00:00:00.010Z"
            })
    void writesMillisecondsAlways(String text) {
        assertThat(Timestamps.utc(Instant.parse(text))).isEqualTo(text);
    }

    // With a second that is never left behind the second line is the first one.
    @Test
    void cutsWhatIsFinerAndLeavesNoSecondBehind() {
        assertThat(Timestamps.utc(Instant.parse("2026-11-21T10:50:37.999999999Z")))
                .isEqualTo("2026-11-21T10:50:37.999Z");
        assertThat(Timestamps.utc(Instant.parse("2026-11-21T10:50:38Z"))).isEqualTo("2026-11-21T10:50:38.000Z");
    }
}
