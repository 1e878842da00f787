package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    @SuppressWarnings("NullAway") // what a program without it may do
    void nullIsRefusedWhereItIsGiven() {
        Map<String, String> variables = new HashMap<>();
        variables.put("STORE_URL", null);
        Settings.Builder builder = Settings.of("s");
        List<ThrowingCallable> given = List.of(
                () -> builder.set("STORE_URL", null),
                () -> builder.otherwise("STORE_URL", null),
                () -> builder.environment(variables));
        assertThat(given).allSatisfy(call -> assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("STORE_URL is null. Leave it out."));
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
