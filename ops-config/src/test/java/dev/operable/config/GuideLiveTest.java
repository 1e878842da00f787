package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The snippets of {@code docs/config.md} on live settings, run. */
final class GuideLiveTest {
    record WriterSettings(
            @Default("2s") Duration flushEvery,
            @Default("4") int threads) implements Live.Replaceable<WriterSettings> {
        WriterSettings {
            Check.positive("flushEvery", flushEvery);
        }

        @Override
        public void canReplace(WriterSettings running) {
            Check.that("threads", threads == running.threads(), "needs a restart to change");
        }
    }

    interface Table {
        Map<String, String> rows();
    }

    record TableSource(Table table) implements ConfigSource {
        @Override
        public String name() {
            return "the table of settings";
        }

        @Override
        public Map<String, ConfigValue> values() {
            Map<String, ConfigValue> values = new HashMap<>();
            table.rows().forEach((key, text) -> values.put(key, new ConfigValue(text, "row " + key + " of the table")));
            return values;
        }
    }

    private final List<String> said = new ArrayList<>();
    private Map<String, String> rows = Map.of();

    @Test
    void reloads() {
        Table table = () -> rows;
        Map<String, String> environment = Map.of();
        try (Settings settings = Settings.of("hits")
                .environment(environment)
                .source(new TableSource(table))
                .bind(WriterSettings.class)
                .load()) {
            Live<WriterSettings> live = settings.live(WriterSettings.class);
            live.onChange(update -> reschedule(update.after().flushEvery()));
            settings.onReload(reload -> {
                reload.changes().forEach(change -> say("changed " + change));
                reload.problems().forEach(problem -> say("kept out: " + problem.key() + " " + problem.message()));
                reload.failures().forEach(failure -> say("a listener failed: " + failure));
            });
            settings.watch(Duration.ofDays(1));

            rows = Map.of("FLUSH_EVERY", "5s");
            assertThat(settings.reload()).isEmpty();
            rows = Map.of("FLUSH_EVERY", "5s", "THREADS", "5");
            assertThat(settings.reload()).hasSize(1);
            assertThat(said)
                    .containsExactly(
                            "every PT5S",
                            "changed FLUSH_EVERY: \"2s\" -> \"5s\"",
                            "kept out: THREADS \"5\" from row THREADS of the table needs a restart to change."
                                    + " (WriterSettings.threads)");
            System.out.println(settings.explain()); // a table; json() for programs
            assertThat(live.get()).isEqualTo(new WriterSettings(Duration.ofSeconds(5), 4));
        }
    }

    private void reschedule(Duration flushEvery) {
        say("every " + flushEvery);
    }

    private void say(String text) {
        synchronized (said) {
            said.add(text);
        }
    }
}
