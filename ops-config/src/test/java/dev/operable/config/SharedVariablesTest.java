package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One variable that several records read: whatever is told of it by one of them is true of the others. */
final class SharedVariablesTest {
    record Login(@Key("PIN") Secret pin) {}

    record Keypad(@Key("PIN") int pin) {}

    record Plain(@Key("PIN") @Default("1234hunter") String pin) {}

    record Hidden(@Key("PIN") @Default("1234hunter") Secret pin) {}

    @Test
    void whatIsASecretToOneRecordIsSoInTheReportOfAnother() {
        assertReport(
                Settings.of("door")
                        .environment(Map.of("PIN", "hunter2"))
                        .bind(Keypad.class)
                        .bind(Login.class),
                """
                The configuration of door has 1 problem:
                  PIN   ••• from the environment is not a whole number. Write it as 8 or 250. (Keypad.pin)""");
    }

    @Test
    void whatIsASecretToOneRecordIsSoInTheExampleAndTheTable() {
        Settings.Builder builder = Settings.of("door").bind(Plain.class).bind(Hidden.class);
        assertThat(builder.example()).isEqualTo("""
                # The settings of door

                #PIN=
                """);
        assertThat(builder.table()).isEqualTo("""
                | Variable | Value | Default | Secret | Meaning |
                |---|---|---|---|---|
                | `PIN` | text | ••• | yes |  |
                """);
    }

    @Test
    void whatIsASecretToOneRecordIsSoInTheChangesOfAnother() {
        Store store = new Store();
        Settings settings = Settings.of("door")
                .source(store)
                .bind(Plain.class)
                .bind(Hidden.class)
                .load();
        List<Change> changes = new ArrayList<>();
        settings.live(Plain.class).onChange(update -> changes.addAll(update.changes()));
        store.put("PIN", "hunter2");
        assertThat(settings.reload()).isEmpty();
        assertThat(changes).containsExactly(new Change("PIN", "•••", "•••"));
    }

    record One(@Key("X") @Default("1") int x) {}

    record Two(@Key("X") @Default("2") int y) {}

    record Some(@Key("X") Optional<Integer> some) {}

    record Must(@Key("X") int must) {}

    @Test
    void aVariableHasOneDefault() {
        Settings.Builder builder = bind(One.class, Two.class);
        assertThatThrownBy(builder::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("One.x and Two.y read X with different defaults. Give both the same, or set it with"
                        + " otherwise(\"X\", ...).");
        assertThatThrownBy(builder::example).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(builder::table).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(bind(One.class, Must.class)::load)
                .hasMessage("One.x and Must.must read X with different defaults. Give both the same, or set it with"
                        + " otherwise(\"X\", ...).");
        Settings settings = bind(One.class, Two.class).otherwise("X", "3").load();
        assertThat(settings.get(One.class).x())
                .isEqualTo(settings.get(Two.class).y())
                .isEqualTo(3);
    }

    @Test
    void whatOneRecordRequiresIsRequiredAlthoughItIsOptionalToAnother() {
        Settings.Builder builder = bind(Some.class, Must.class);
        assertThat(builder.example()).isEqualTo("""
                # The settings of s

                # It is a whole number, for example 8 or 250. Required.
                X=
                """);
        assertThat(builder.table()).isEqualTo("""
                | Variable | Value | Default | Secret | Meaning |
                |---|---|---|---|---|
                | `X` | a whole number | required |  |  |
                """);
        assertThat(builder.set("X", "4").load().get(Some.class)).isEqualTo(new Some(Optional.of(4)));
        assertThat(bind(Some.class, Must.class).otherwise("X", "3").example()).isEqualTo("""
                # The settings of s

                # It is a whole number, for example 8 or 250.
                #X=3
                """);
    }

    record Vault(Secret password, Optional<String> level) {}

    record Files(Optional<String> passwordFile) {}

    record Levels(Optional<String> levelFile) {}

    @Test
    void theFileOfASecretIsNoVariableOfItsOwn() {
        assertThatThrownBy(bind(Vault.class, Files.class).set("PASSWORD_FILE", "/etc/x")::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PASSWORD_FILE names the file that holds PASSWORD of Vault.password, a secret. Remove the"
                        + " component that reads PASSWORD_FILE itself.");
        assertThat(bind(Vault.class, Levels.class)
                        .set("PASSWORD", "x")
                        .set("LEVEL_FILE", "y")
                        .load()
                        .get(Levels.class))
                .isEqualTo(new Levels(Optional.of("y")));
    }

    private static Settings.Builder bind(Class<? extends Record> first, Class<? extends Record> second) {
        return Settings.of("s").bind(first).bind(second);
    }
}
