package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class OtherwiseTest {
    record Store(@Key("STORE_URL") String url, @Default("1") int size) {}

    @Test
    void aDefaultOfTheCodeIsWhatNoSourceSets() {
        Settings.Builder builder =
                Settings.of("s").otherwise("STORE_URL", "file:a").otherwise("SIZE", "2");

        assertThat(builder.bind(Store.class).load().get(Store.class)).isEqualTo(new Store("file:a", 2));
        assertThat(builder.example()).contains("#STORE_URL=file:a", "#SIZE=2");
        builder.environment(Map.of("STORE_URL", "file:b"));
        assertThat(builder.load().get(Store.class)).isEqualTo(new Store("file:b", 2));
    }

    @Test
    void aSlipForAVariableWithADefaultOfTheCodeIsTold() {
        assertReport(
                Settings.of("s")
                        .otherwise("STORE_URL", "file:a")
                        .environment(Map.of("STOER_URL", "file:b"))
                        .bind(Store.class),
                """
                The configuration of s has 1 problem:
                  STOER_URL   is set but nothing reads it. Did you mean STORE_URL?""");
    }
}
