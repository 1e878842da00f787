package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One secret in every kind of source, and every text that can come out. */
final class NoSecretTest {
    private static final String SECRET = "hunter2";
    private static final String URL = "http://user:hunter2@db/x?password=hunter2";

    record Hits(
            @Default(SECRET) Secret code,
            @Default(SECRET) Secret environment,
            @Default(SECRET) Secret file,
            @Default(SECRET) Secret dotEnv,
            @Default(SECRET) Secret store,
            @Default(SECRET) Secret unset,
            @Default(SECRET) Secret otherwise,
            @Default(URL) URI url,
            @Default(SECRET) String apiToken,
            @Default("a,hunter2") List<Secret> several,
            @Default("2s") Duration pause)
            implements Live.Replaceable<Hits> {
        Hits {
            if (store.reveal().endsWith("refused")) {
                throw new IllegalArgumentException("store is " + store.reveal());
            }
        }

        @Override
        public void canReplace(Hits running) {
            if (store.reveal().endsWith("vetoed")) {
                throw new IllegalStateException(
                        store.reveal() + " instead of " + running.store().reveal());
            }
        }
    }

    @TempDir
    Path folder = Path.of("");

    private final Store store = new Store();
    private final List<Object> texts = new ArrayList<>();
    private Settings.Builder builder = Settings.of("hits");

    @BeforeEach
    void putTheSecretEverywhere() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), SECRET);
        Path dotEnv = Files.writeString(folder.resolve(".env"), "DOT_ENV=hunter2\n");
        store.put("STORE", SECRET);
        builder = Settings.of("hits")
                .set("CODE", SECRET)
                .otherwise("OTHERWISE", SECRET)
                .environment(Map.of(
                        "ENVIRONMENT",
                        SECRET,
                        "FILE_FILE",
                        file.toString(),
                        "URL",
                        URL,
                        "DOT_ENV",
                        SECRET,
                        "STORE",
                        ""))
                .dotEnv(dotEnv)
                .source(store)
                .bind(Hits.class);
    }

    @Test
    void isInNoTextOfSettingsThatAreRight() {
        Settings settings = builder.load();
        Live<Hits> live = settings.live(Hits.class);
        texts.add(store.values());
        live.onChange(texts::add);
        live.onChange(update -> texts.addAll(update.changes()));
        settings.onReload(texts::add);
        texts(settings);
        store.put("STORE", "hunter2x", "URL", URL, "API_TOKEN", "hunter2x", "SEVERAL", "hunter2x,b", "PAUSE", "3s");
        assertThat(settings.reload()).isEmpty();
        texts(settings);
        assertThat(texts).hasSizeGreaterThan(40);
        assertThat(texts.toString()).contains("STORE: ••• -> •••").contains("PAUSE: \"2s\" -> \"3s\"");
        assertNoSecret();
    }

    @Test
    void isInNoTextOfSettingsThatAreWrong() {
        Settings settings = builder.load();
        settings.onReload(texts::add);
        for (String wrong : List.of("hunter2 refused", "hunter2 vetoed")) {
            store.put("STORE", wrong, "URL", "http://user:hunter2@[", "PAUSE", "user:hunter2@");
            texts.add(settings.reload());
            store.put("STORE", wrong);
            assertThat(settings.reload()).hasSize(1);
            texts(settings);
        }
        store.fail(new IllegalStateException("no answer of http://token:hunter2@consul/?token=hunter2"));
        assertThat(settings.reload()).hasSize(1);
        texts(settings);
        assertThatThrownBy(builder::load).satisfies(this::texts);
        store.put("STORE", "hunter2 refused", "OPS_X", SECRET, "CODE_FILE", SECRET, "ENVIRONMENT_FILE", SECRET);
        assertThatThrownBy(builder::load).satisfies(this::texts);
        builder.set("URL", "http://user:hunter2@[")
                .set("FILE_FILE", SECRET)
                .set("OPS_Y", SECRET)
                .set("API_TOKN", SECRET);
        assertThatThrownBy(builder::load).satisfies(this::texts);
        assertThatThrownBy(() -> Settings.of("s").set("X_FILE", SECRET).load().value("X"))
                .satisfies(this::texts);
        Secret destroyed = Secret.of(SECRET);
        destroyed.destroy();
        assertThatThrownBy(destroyed::reveal).satisfies(this::texts);
        assertNoSecret();
    }

    private void texts(Settings settings) {
        Explanation explanation = settings.explain();
        texts.add(settings);
        texts.add(settings.live(Hits.class));
        texts.add(explanation);
        texts.add(explanation.json());
        texts.addAll(explanation.entries());
        explanation.entries().forEach(entry -> texts.add(entry.winner()));
        explanation.entries().forEach(entry -> texts.addAll(entry.losers()));
        explanation.entries().forEach(entry -> entry.losers().forEach(loser -> texts.add(loser.text())));
        explanation.entries().forEach(entry -> entry.winner().ifPresent(winner -> texts.add(winner.text())));
        texts.add(settings.problems());
        texts.add(settings.get(Hits.class).store());
        texts.add(builder);
    }

    private void texts(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        texts.add(trace);
        if (thrown instanceof ConfigException exception) {
            texts.add(exception.problems());
        }
    }

    private void assertNoSecret() {
        assertThat(texts).allSatisfy(text -> assertThat(text.toString()).doesNotContain("hunter"));
    }
}
