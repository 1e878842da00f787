package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EachNameTest {
    record CallSettings(
            @Default("3s") @Doc("The time of a call.") Duration deadline,
            @Default("1s") Duration retryAfter,
            @Default("2") int retries) {
        CallSettings {
            Check.between("retries", retries, 0, 10);
        }
    }

    private static Settings.Builder calls(Map<String, String> variables) {
        return Settings.of("links").environment(variables).each("OPS_RPC_", "<SERVICE>", CallSettings.class);
    }

    @Test
    void aRecordIsBoundForEachNameThatHasAVariable() {
        Settings settings = calls(Map.of("OPS_RPC_HITS_DEADLINE", "500ms", "OPS_RPC_MAIL_OUT_RETRIES", "0"))
                .load();

        assertThat(settings.get(CallSettings.class, "HITS"))
                .contains(new CallSettings(Duration.ofMillis(500), Duration.ofSeconds(1), 2));
        assertThat(settings.get(CallSettings.class, "MAIL_OUT"))
                .contains(new CallSettings(Duration.ofSeconds(3), Duration.ofSeconds(1), 0));
        assertThat(settings.get(CallSettings.class, "LINKS")).isEmpty();
        assertThat(settings.value("OPS_RPC_HITS_DEADLINE")).contains("500ms");
    }

    @Test
    void theLongestVariableCounts() {
        record Ends(Optional<Duration> after, Optional<Duration> retryAfter) {}
        Settings settings = Settings.of("links")
                .environment(Map.of("OPS_RPC_HITS_RETRY_AFTER", "1s"))
                .each("OPS_RPC_", "<SERVICE>", Ends.class)
                .load();

        assertThat(settings.get(Ends.class, "HITS"))
                .contains(new Ends(Optional.empty(), Optional.of(Duration.ofSeconds(1))));
        assertThat(settings.get(Ends.class, "HITS_RETRY")).isEmpty();
    }

    @Test
    void whatIsWrongWithAnyOfThemIsInTheOneReport() {
        assertThatThrownBy(() -> calls(Map.of(
                                "OPS_RPC_HITS_DEADLINE", "fast",
                                "OPS_RPC_MAIL_RETRIES", "11",
                                "OPS_RPC_MAIL_DEADLIN", "1s"))
                        .load())
                .hasMessageContaining("The configuration of links has 3 problems:")
                .hasMessageContaining("OPS_RPC_HITS_DEADLINE   \"fast\" from the environment is not a duration.")
                .hasMessageContaining("OPS_RPC_MAIL_RETRIES    \"11\" from the environment must be between 0 and 10")
                .hasMessageContaining("OPS_RPC_MAIL_DEADLIN    is set but nothing reads it. Did you mean"
                        + " OPS_RPC_MAIL_DEADLINE?");
    }

    @Test
    void aMisspeltVariableOfANameThatHasNoOtherIsKnown() {
        assertThatThrownBy(() -> calls(Map.of("OPS_RPC_HITS_DEDLINE", "1s")).load())
                .hasMessageContaining("Did you mean OPS_RPC_HITS_DEADLINE?");
    }

    @Test
    void onlyWhatIsSetIsExplained() {
        Settings settings = calls(Map.of("OPS_RPC_HITS_DEADLINE", "500ms")).load();

        assertThat(settings.explain().entries())
                .extracting(Explanation.Entry::key)
                .containsExactly("OPS_RPC_HITS_DEADLINE");
    }

    @Test
    void theListsOfVariablesHaveAPlaceholder() {
        assertThat(calls(Map.of()).table())
                .contains("| `OPS_RPC_<SERVICE>_DEADLINE` | a duration | `3s` |  | The time of a call. |");
        assertThat(calls(Map.of()).example()).contains("#OPS_RPC_<SERVICE>_DEADLINE=3s");
    }

    @Test
    void aFileMayHoldTheValue(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("deadline"), "700ms\n");
        Settings settings =
                calls(Map.of("OPS_RPC_HITS_DEADLINE_FILE", file.toString())).load();

        assertThat(settings.get(CallSettings.class, "HITS").orElseThrow().deadline())
                .isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void aNameThatComesLaterIsToldToNeedARestart() {
        Map<String, ConfigValue> values = new HashMap<>();
        ConfigSource later = new ConfigSource() {
            @Override
            public String name() {
                return "the test";
            }

            @Override
            public Map<String, ConfigValue> values() {
                return values;
            }
        };
        Settings settings = calls(Map.of()).source(later).load();
        values.put("OPS_RPC_HITS_DEADLINE", new ConfigValue("1s", "the test"));

        assertThat(settings.reload())
                .singleElement()
                .extracting(Problem::message)
                .isEqualTo(
                        "is set in the test but was not at the start, when it is read. Restart the service, or remove"
                                + " it.");
    }

    @Test
    void aTypeThatWasNotBoundSoIsAMistake() {
        Settings settings = Settings.of("links").load();

        assertThatThrownBy(() -> settings.get(CallSettings.class, "HITS"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Add each(prefix, placeholder, CallSettings.class) before load()");
    }
}
