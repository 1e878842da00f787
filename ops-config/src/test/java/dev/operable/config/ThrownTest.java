package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever the code of a user throws at a load or a reload is a problem, and nothing else stays to be told. */
final class ThrownTest {
    record Size(@Default("1") int size) implements Live.Replaceable<Size> {
        Size {
            switch (size) {
                case 90 -> throw new AssertionError("boom");
                case 91 -> throw new StackOverflowError();
                case 92 -> throw new OutOfMemoryError("no room");
                default -> Check.notNegative("size", size);
            }
        }

        @Override
        public void canReplace(Size running) {
            Check.that("size", size != 3, "needs a restart");
            Check.that("size", size != 3, "must not be 3");
            if (size == 4) {
                throw new AssertionError("boom");
            }
            if (size == 5) {
                throw new OutOfMemoryError("no room");
            }
        }
    }

    record Odd(String text) {
        static Odd of(String text) {
            if (!text.isEmpty()) {
                throw new AssertionError("odd");
            }
            return new Odd(text);
        }
    }

    record Odds(Odd odd) {}

    static final class Broken {
        static {
            if (Boolean.parseBoolean("true")) {
                throw new IllegalStateException("no start");
            }
        }

        static Broken of(String text) {
            return new Broken();
        }
    }

    record Brokens(Broken broken) {}

    private final Store store = new Store();
    private final List<Settings.Reload> reloads = new ArrayList<>();

    private Settings settings() {
        Settings settings = Settings.of("s").source(store).bind(Size.class).load();
        settings.onReload(reloads::add);
        return settings;
    }

    @Test
    void anErrorIsAProblemOfTheLoad() {
        assertReport(Settings.of("s").bind(Size.class).set("SIZE", "90"), """
                The configuration of s has 1 problem:
                  SIZE   is refused: java.lang.AssertionError: boom. SIZE is "90" set in code. (Size)""");
        assertReport(Settings.of("s").bind(Size.class).set("SIZE", "91"), """
                The configuration of s has 1 problem:
                  SIZE   is refused: java.lang.StackOverflowError. SIZE is "91" set in code. (Size)""");
        assertReport(Settings.of("s").bind(Odds.class).set("ODD", "x"), """
                The configuration of s has 1 problem:
                  ODD   "x" set in code is not an Odd: java.lang.AssertionError: odd. (Odds.odd)""");
        assertReport(Settings.of("s").bind(Brokens.class).set("BROKEN", "x"), """
                The configuration of s has 1 problem:
                  BROKEN   "x" set in code is not a Broken: java.lang.ExceptionInInitializerError. (Brokens.broken)""");
    }

    @Test
    void anErrorOfASourceIsAProblem() {
        ConfigSource broken = new ConfigSource() {
            @Override
            public String name() {
                return "KV";
            }

            @Override
            public Map<String, ConfigValue> values() {
                throw new NoClassDefFoundError("x/Y");
            }
        };
        assertReport(Settings.of("s").source(broken), """
                The configuration of s has 1 problem:
                  KV   cannot be read: java.lang.NoClassDefFoundError: x/Y.""");
    }

    @Test
    void theEndOfTheMachineIsThrownAsWhatItIs() {
        assertThatThrownBy(() ->
                        Settings.of("s").bind(Size.class).set("SIZE", "92").load())
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("no room");
    }

    @Test
    void anErrorThatVetoesTakesThePlaceOfAnEarlierVeto() {
        Settings settings = settings();
        store.put("SIZE", "3");
        assertThat(ConfigException.report("s", settings.reload())).isEqualTo("""
                The configuration of s has 2 problems:
                  SIZE   "3" from Store key SIZE at index 1 needs a restart. (Size.size)
                  SIZE   "3" from Store key SIZE at index 1 must not be 3. (Size.size)""");
        store.put("SIZE", "4");
        assertThat(ConfigException.report("s", settings.reload())).isEqualTo("""
                The configuration of s has 1 problem:
                  SIZE   is refused: java.lang.AssertionError: boom. SIZE is "4" from Store key SIZE at index 2. (Size)""");
        assertThat(settings.reload()).isEqualTo(settings.problems());
        assertThat(reloads).as("told once").hasSize(2);

        store.put("SIZE", "5");
        assertThatThrownBy(settings::reload).isInstanceOf(OutOfMemoryError.class);
        assertThat(settings.problems())
                .containsExactly(new Problem(
                        "reload", "was ended by java.lang.OutOfMemoryError, so that nothing of it is in force."));
        store.put("SIZE", "1");
        assertThat(settings.reload()).isEmpty();
        assertThat(settings.problems()).isEmpty();
    }
}
