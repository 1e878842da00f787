package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiveTest {
    record Flush(
            @Default("2s") Duration flushEvery,
            @Default("10") int most) {
        Flush {
            Check.positive("flushEvery", flushEvery);
        }
    }

    record Pool(@Default("1") int size, @Default("x") Secret password) implements Live.Replaceable<Pool> {
        @Override
        public void canReplace(Pool running) {
            Check.that("size", size >= running.size(), "must not shrink while the service runs");
        }
    }

    private final Store store = new Store();
    private final List<Settings.Reload> reloads = new ArrayList<>();

    private Settings settings(Map<String, String> environment) {
        Settings settings = Settings.of("hits")
                .environment(environment)
                .source(store)
                .bind(Flush.class)
                .bind(Pool.class)
                .load();
        settings.onReload(reloads::add);
        return settings;
    }

    @Test
    void aReloadReplacesWhatChangedAndKeepsTheRest() {
        store.put("MOST", "5");
        Settings settings = settings(Map.of());
        Live<Flush> flush = settings.live(Flush.class);
        Live<Pool> pool = settings.live(Pool.class);
        Flush loaded = flush.get();
        Pool untouched = pool.get();
        assertThat(loaded).isEqualTo(new Flush(Duration.ofSeconds(2), 5)).isSameAs(settings.get(Flush.class));
        List<Live.Update<Flush>> updates = new ArrayList<>();
        flush.onChange(updates::add);
        pool.onChange(update -> assertThat(update).as("nothing of it changed").isNull());

        store.put("FLUSH_EVERY", "5s");
        assertThat(settings.reload()).isEmpty();
        assertThat(store.asked).as("once at the load, once at the reload").hasValue(2);

        assertThat(flush.get()).isEqualTo(new Flush(Duration.ofSeconds(5), 10));
        assertThat(settings.live(Flush.class)).isSameAs(flush);
        assertThat(settings.get(Flush.class)).isSameAs(loaded);
        assertThat(pool.get()).isSameAs(untouched);
        List<Change> changes =
                List.of(new Change("FLUSH_EVERY", "\"2s\"", "\"5s\""), new Change("MOST", "\"5\"", "\"10\""));
        assertThat(updates).containsExactly(new Live.Update<>(loaded, flush.get(), changes));
        assertThat(reloads).containsExactly(new Settings.Reload(changes, List.of(), List.of()));
        assertThat(changes.get(0)).hasToString("FLUSH_EVERY: \"2s\" -> \"5s\"");
    }

    @Test
    void listenersAreToldWhenAllRecordsAreReplaced() {
        Settings settings = settings(Map.of());
        Live<Flush> flush = settings.live(Flush.class);
        Live<Pool> pool = settings.live(Pool.class);
        List<Integer> seen = new ArrayList<>();
        flush.onChange(update -> seen.add(pool.get().size()));
        pool.onChange(update -> seen.add(flush.get().most()));
        store.put("MOST", "7", "SIZE", "7");
        assertThat(settings.reload()).isEmpty();
        assertThat(seen).containsExactly(7, 7);
    }

    @Test
    void aReloadThatChangesNothingTellsNobody() {
        Settings settings = settings(Map.of("MOST", "5"));
        store.put("MOST", "7"); // the environment wins
        assertThat(settings.reload()).isEmpty();
        assertThat(reloads).isEmpty();
    }

    @Test
    void theEnvironmentWinsOverASourceAndEarlierSourcesOverLaterOnes() {
        Store other = new Store();
        store.put("MOST", "5", "SIZE", "2");
        other.put("MOST", "6", "SIZE", "3", "FLUSH_EVERY", "4s");
        Settings settings = Settings.of("hits")
                .environment(Map.of("MOST", "4"))
                .otherwise("FLUSH_EVERY", "9s")
                .source(store)
                .source(other)
                .bind(Flush.class)
                .bind(Pool.class)
                .load();
        assertThat(settings.get(Flush.class)).isEqualTo(new Flush(Duration.ofSeconds(4), 4));
        assertThat(settings.get(Pool.class).size()).isEqualTo(2);
        assertThat(settings.value("SIZE")).contains("2");
    }

    /** Fails when each reload tells its problems, also those that are known. */
    @Test
    void aBadValueKeepsEverythingAsItWasAndIsToldOnce() {
        store.put("FLUSH_EVERY", "3s");
        Settings settings = settings(Map.of());
        Flush flush = settings.live(Flush.class).get();
        Pool pool = settings.live(Pool.class).get();

        store.put("FLUSH_EVERY", "0s", "SIZE", "3", "MOST", "3");
        List<Problem> problems = settings.reload();
        assertThat(ConfigException.report("hits", problems)).isEqualTo("""
                The configuration of hits has 1 problem:
                  FLUSH_EVERY   "0s" from Store key FLUSH_EVERY at index 2 must be positive. (Flush.flushEvery)""");
        assertThat(settings.problems()).isEqualTo(problems);
        assertThat(settings.reload()).isEqualTo(problems);
        assertThat(settings.live(Flush.class).get()).isSameAs(flush);
        assertThat(settings.live(Pool.class).get()).isSameAs(pool);
        assertThat(settings.value("FLUSH_EVERY")).contains("3s");
        assertThat(reloads).containsExactly(new Settings.Reload(List.of(), problems, List.of()));

        store.put("FLUSH_EVERY", "3s");
        assertThat(settings.reload()).isEmpty();
        assertThat(settings.problems()).isEmpty();
        assertThat(reloads).hasSize(2).last().isEqualTo(new Settings.Reload(List.of(), List.of(), List.of()));
    }

    @Test
    void aSourceThatThrowsIsAProblemOfTheLoadAndKeepsTheSettingsAtAReload() {
        Settings settings = settings(Map.of());
        store.fail(new IllegalStateException("no answer from http://user:hunter2@consul:8500/v1/kv"));
        String report = """
                The configuration of hits has 1 problem:
                  Store   cannot be read: java.lang.IllegalStateException: no answer from http://user:•••@consul:8500/v1/kv.""";
        assertThat(ConfigException.report("hits", settings.reload())).isEqualTo(report);
        assertThat(settings.live(Pool.class).get()).isSameAs(settings.get(Pool.class));
        assertThatThrownBy(() -> settings(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(report);
    }

    @Test
    void aRecordMayVetoTheWholeUpdate() {
        store.put("SIZE", "4");
        Settings settings = settings(Map.of());
        store.put("SIZE", "2", "MOST", "3");
        assertThat(ConfigException.report("hits", settings.reload())).isEqualTo("""
                The configuration of hits has 1 problem:
                  SIZE   "2" from Store key SIZE at index 2 must not shrink while the service runs. (Pool.size)""");
        assertThat(settings.live(Pool.class).get().size()).isEqualTo(4);
        assertThat(settings.live(Flush.class).get().most()).isEqualTo(10);
        store.put("SIZE", "5", "MOST", "3");
        assertThat(settings.reload()).isEmpty();
        assertThat(settings.live(Flush.class).get().most()).isEqualTo(3);
    }

    record Mistaken(@Default("1") int size) implements Live.Replaceable<Pool> {
        @Override
        public void canReplace(Pool running) {}
    }

    @Test
    void aRecordThatAsksTheRecordsOfAnotherTypeIsNotBound() {
        assertThatThrownBy(() -> Settings.of("s").bind(Mistaken.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "dev.operable.config.LiveTest$Mistaken can replace records of another type. Let it implement"
                                + " Replaceable<Mistaken>.");
    }

    @Test
    void aListenerThatThrowsStopsNobodyAndIsHeardOf() {
        Settings settings = settings(Map.of());
        IllegalStateException broken = new IllegalStateException("broken");
        AssertionError worse = new AssertionError("worse");
        List<Object> told = new ArrayList<>();
        Live<Flush> flush = settings.live(Flush.class);
        flush.onChange(update -> {
            throw broken;
        });
        flush.onChange(update -> {
            throw worse;
        });
        Runnable subscription = flush.onChange(told::add);
        store.put("MOST", "3");
        assertThat(settings.reload()).isEmpty();
        assertThat(told).hasSize(1);
        assertThat(reloads.get(0).failures()).containsExactly(broken, worse);

        subscription.run();
        store.put("MOST", "4");
        assertThat(settings.reload()).isEmpty();
        assertThat(told).hasSize(1);
        assertThat(flush.get().most()).isEqualTo(4);
    }

    @Test
    void whereNobodyHearsOfReloadsTheThreadsHandlerHearsOfListenersThatThrow() throws InterruptedException {
        Settings settings = Settings.of("s").source(store).bind(Flush.class).load();
        IllegalStateException broken = new IllegalStateException("broken");
        settings.live(Flush.class).onChange(update -> {
            throw broken;
        });
        List<Throwable> heard = new ArrayList<>();
        store.put("MOST", "3");
        List<List<Problem>> results = new ArrayList<>();
        Thread thread = new Thread(() -> results.add(settings.reload()));
        thread.setUncaughtExceptionHandler((in, thrown) -> heard.add(thrown));
        thread.start();
        thread.join();
        assertThat(heard).containsExactly(broken);
        assertThat(results).as("and the reload went on").containsExactly(List.of());
    }

    @Test
    void aListenerCannotReload() {
        Settings settings = settings(Map.of());
        settings.live(Flush.class).onChange(update -> settings.reload());
        store.put("MOST", "3");
        assertThat(settings.reload()).isEmpty();
        assertThat(reloads.get(0).failures())
                .singleElement()
                .isInstanceOf(IllegalStateException.class)
                .extracting(Throwable::getMessage)
                .isEqualTo("A reload was asked for in the midst of one, by a listener, a constructor or canReplace."
                        + " Leave it to another thread, and do not wait for it here.");
    }

    @Test
    void aRecordThatWasNotBoundIsNotLive() {
        assertThatThrownBy(() -> Settings.of("s").load().live(Flush.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.operable.config.LiveTest$Flush was not bound. Add bind(Flush.class) before load().");
    }

    @Test
    void aTestMakesALiveRecordOutOfAnyRecord() {
        Flush flush = new Flush(Duration.ofSeconds(1), 1);
        assertThat(Live.of(flush).get()).isSameAs(flush);
    }
}
