package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of the values that are known while others are not. */
final class UnknownValuesTest {
    record Window(Instant start, Instant end) {
        Window {
            Check.that("end", end.isAfter(start), "must come later");
        }
    }

    record Ages(Instant start, Instant end) {
        Ages {
            Check.that("start", end.isAfter(start), "must come earlier");
        }
    }

    record Days(LocalDate from, LocalDate to) {
        Days {
            if (!to.isAfter(from)) {
                throw new IllegalArgumentException("to must come later");
            }
        }
    }

    record Heap(ByteSize heap, ByteSize max) {
        Heap {
            Check.that("heap", heap.bytes() < max.bytes() / 2, "must be less than half of all");
        }
    }

    record Root(Path file, Path root) {
        Root {
            Check.that("file", file.startsWith(root), "must be inside");
        }
    }

    /** Fails without the extremes among the values to try. */
    @Test
    void aRuleThatAnExtremeCounterpartKeepsIsNotTold() {
        assertMissing(
                Window.class,
                "END",
                "2020-01-01T00:00:00Z",
                "START",
                " It is an instant, for example 2026-01-31T12:00:00Z.");
        assertMissing(
                Ages.class,
                "START",
                "2029-01-01T00:00:00Z",
                "END",
                " It is an instant, for example 2026-01-31T12:00:00Z.");
        assertMissing(Days.class, "TO", "2020-01-01", "FROM", " It is a date, for example 2026-01-31.");
        assertMissing(Heap.class, "HEAP", "4GiB", "MAX", " It is a byte size, for example 512kB, 10MiB or 3B.");
        assertMissing(Root.class, "FILE", "/data/x", "ROOT", " It is a path, for example /var/lib/data.");
    }

    record Five(int min, int max) {
        Five {
            Check.that("max", max == min + 5, "must be MIN and 5");
        }
    }

    record Sum(int low, int high) {
        Sum {
            if (high != low + 5) {
                throw new IllegalArgumentException("high must be low and 5");
            }
        }
    }

    @Test
    void aRuleWhoseTextNamesTheCounterpartIsNotToldWithoutThat() {
        String number = " It is a whole number, for example 8 or 250.";
        assertMissing(Five.class, "MAX", "105", "MIN", number);
        assertMissing(Sum.class, "HIGH", "105", "LOW", number);
    }

    private static void assertMissing(
            Class<? extends Record> type, String known, String text, String missing, String expected) {
        String component = missing.toLowerCase(java.util.Locale.ROOT);
        assertReport(Settings.of("s").bind(type).set(known, text), """
                The configuration of s has 1 problem:
                  KEY   is missing.IT (TYPE.COMPONENT)""".replace("KEY", missing)
                .replace("IT", expected)
                .replace("TYPE", type.getSimpleName())
                .replace("COMPONENT", component));
    }

    record Login(Secret password, int limit) {
        Login {
            Check.positive("limit", limit);
        }
    }

    @Test
    void aSecretOfAFewCharactersHidesNoReason() {
        for (String few : List.of(" ", "1", "po", "     ")) {
            assertReport(Settings.of("s").bind(Login.class).set("PASSWORD", few).set("LIMIT", "-1"), """
                    The configuration of s has 1 problem:
                      LIMIT   "-1" set in code must be positive. (Login.limit)""");
        }
    }

    static final class Region {
        static final List<String> HEARD = new ArrayList<>();

        static Region of(String text) {
            HEARD.add(text);
            return new Region();
        }
    }

    record Shop(Region region, Secret password, String name, Secret again) {
        Shop {
            Check.that("password", password.equals(again), "must be the same");
        }
    }

    @Test
    void aSecretIsNotTriedAsTheValueOfAnotherType() {
        Settings.Builder builder =
                Settings.of("s").bind(Shop.class).set("PASSWORD", "hunter2").set("NAME", "a name");
        assertReport(builder, """
                The configuration of s has 2 problems:
                  REGION   is missing. It is a Region. (Shop.region)
                  AGAIN    is missing. It is a secret; AGAIN_FILE may name a file that holds it. (Shop.again)""");
        assertThat(Region.HEARD).contains("a name").doesNotContain("hunter2");
    }
}
