package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OldNamesTest {
    record Store(
            @Key(
                    value = "DATABASE_URL",
                    deprecated = {"DB_URL", "DBURL"},
                    defunct = "HITS_DB")
            URI url,

            @Key(deprecated = "CONNECTIONS") @Default("10") int poolSize) {
        Store {
            Check.positive("poolSize", poolSize);
        }
    }

    record Nested(@Prefix("REPLICA_") Optional<Store> replica) {}

    @TempDir
    Path folder = Path.of("");

    @Test
    void anOldNameIsReadAndTold() throws IOException {
        Path file = Files.writeString(folder.resolve("url"), "a:b");
        Path dotEnv = Files.writeString(folder.resolve(".env"), "CONNECTIONS=3\n");
        Settings settings =
                store(Map.of("DB_URL_FILE", file.toString())).dotEnv(dotEnv).load();
        assertThat(settings.get(Store.class)).isEqualTo(new Store(URI.create("a:b"), 3));
        assertThat(settings.warnings())
                .containsExactly(
                        new Problem("DB_URL_FILE", "is an old name of DATABASE_URL_FILE. Rename it."),
                        new Problem(
                                "CONNECTIONS",
                                "set in line 1 of " + dotEnv + " is an old name of POOL_SIZE. Rename it."));
    }

    @Test
    void whoUsesTheNewNamesIsToldNothing() {
        assertThat(store(Map.of("DATABASE_URL", "a:b", "POOL_SIZE", "3")).load().warnings())
                .isEmpty();
    }

    @Test
    void aHigherSourceWinsWhicheverNameItUses() throws IOException {
        Path dotEnv = Files.writeString(folder.resolve(".env"), "DATABASE_URL=low:x\nCONNECTIONS=2\n");
        Settings.Builder builder = store(Map.of("DB_URL", "high:x")).dotEnv(dotEnv);
        assertThat(builder.load().get(Store.class)).isEqualTo(new Store(URI.create("high:x"), 2));
        assertThat(builder.set("DATABASE_URL", "code:x").load().get(Store.class).url())
                .isEqualTo(URI.create("code:x"));
    }

    @Test
    void twoNamesOfOneSettingMayAgreeWhileAServiceIsRolledOut() {
        Settings settings =
                store(Map.of("DB_URL", "a:b", "DATABASE_URL", "a:b")).load();
        assertThat(settings.get(Store.class).url()).isEqualTo(URI.create("a:b"));
        assertThat(settings.warnings())
                .containsExactly(new Problem("DB_URL", "is an old name of DATABASE_URL. Rename it."));
    }

    @Test
    void twoNamesOfOneSettingThatDifferAreAProblem() {
        assertReport(store(Map.of("DB_URL", "a:b", "DATABASE_URL", "a:c", "DBURL", "a:b")), """
                The configuration of store has 1 problem:
                  DATABASE_URL   and DB_URL, DBURL are names of one setting and differ in the environment. Set DATABASE_URL alone. (Store.url)""");
    }

    @Test
    void whatIsWrongIsToldByTheNameThatIsSet() {
        assertReport(store(Map.of("DB_URL", "a b", "CONNECTIONS", "0")), """
                The configuration of store has 2 problems:
                  DB_URL        "a b" from the environment is not a URI. Write it as https://host:8080/path. (Store.url)
                  CONNECTIONS   "0" from the environment must be positive. (Store.poolSize)""");
    }

    @Test
    void anAbandonedNameIsAProblemThatSaysWhatReplacedIt() throws IOException {
        assertReport(store(Map.of("HITS_DB", "a:b")), """
                The configuration of store has 2 problems:
                  DATABASE_URL   is missing. It is a URI, for example https://host:8080/path. (Store.url)
                  HITS_DB        is set but is not read any more. Set DATABASE_URL in its place, and remove it. (Store.url)""");
        Path dotEnv = Files.writeString(folder.resolve(".env"), "\nHITS_DB_FILE=/run/x\n");
        assertReport(store(Map.of("DATABASE_URL", "a:b")).dotEnv(dotEnv), """
                The configuration of store has 1 problem:
                  HITS_DB_FILE   is set in line 2 of .env but is not read any more. Set DATABASE_URL_FILE in its place, and remove it. (Store.url)""".replace(".env", dotEnv.toString()));
    }

    @Test
    void oldNamesStandBehindThePrefixOfANestedRecord() {
        Settings settings = Settings.of("store")
                .environment(Map.of("REPLICA_DB_URL", "a:b"))
                .bind(Nested.class)
                .load();
        assertThat(settings.get(Nested.class).replica()).contains(new Store(URI.create("a:b"), 10));
        assertThat(settings.warnings())
                .containsExactly(new Problem("REPLICA_DB_URL", "is an old name of REPLICA_DATABASE_URL. Rename it."));
        assertReport(Settings.of("store").set("REPLICA_HITS_DB", "a:b").bind(Nested.class), """
                The configuration of store has 1 problem:
                  REPLICA_HITS_DB   is set in the code but is not read any more. Set REPLICA_DATABASE_URL in its place, and remove it. (Store.url)""");
    }

    @Test
    void anOldNameIsNotSuggestedAndNotUnread() {
        assertThatCode(() -> store(Map.of("DATABASE_URL", "a:b", "HITS_DB", ""))
                        .owns("HITS_")
                        .owns("DB_")
                        .load())
                .doesNotThrowAnyException();
        assertReport(store(Map.of("DB_URL", "a:b", "DB_URI", "a:b")).owns("DB_"), """
                The configuration of store has 1 problem:
                  DB_URI   is set but nothing reads it. Remove it or correct its name.""");
    }

    @Test
    void aSlipForAnOldNameOfAMissingVariableIsFound() {
        assertReport(store(Map.of("DB_ULR", "a:b")), """
                The configuration of store has 2 problems:
                  DATABASE_URL   is missing. It is a URI, for example https://host:8080/path. (Store.url)
                  DB_ULR         is set but nothing reads it. Did you mean DB_URL?""");
    }

    record Reused(@Key("HITS_DB") String name) {}

    record ReusedOld(@Key("DB_URL") String name) {}

    record Split(@Key(deprecated = "DB_URL") String half) {}

    record Equals(@Key("A=B") String name) {}

    record Spaced(@Key("a b") String name) {}

    record Nameless(@Key(defunct = "") String name) {}

    @Test
    void aNameIsNotBothInUseAndOld() {
        assertThatThrownBy(() -> store(Map.of()).bind(Reused.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "HITS_DB is an old name of DATABASE_URL and the name of another variable. Rename one of them.");
        assertThatThrownBy(() -> Settings.of("s").bind(ReusedOld.class).bind(Store.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "DB_URL is an old name of DATABASE_URL and the name of another variable. Rename one of them.");
        assertThatCode(() -> store(Map.of()).bind(Split.class)).doesNotThrowAnyException();
    }

    @Test
    void aNameIsOneThatCanBeSet() {
        Settings.Builder builder = Settings.of("s");
        assertThatThrownBy(() -> builder.bind(Equals.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Equals.name has the name \"A=B\", which no variable can have. Leave out spaces and =.");
        assertThatThrownBy(() -> builder.bind(Spaced.class))
                .hasMessage("Spaced.name has the name \"a b\", which no variable can have. Leave out spaces and =.");
        assertThatThrownBy(() -> builder.bind(Nameless.class))
                .hasMessage("Nameless.name has the name \"\", which no variable can have. Leave out spaces and =.");
    }

    @Test
    void anOwnedPrefixHasAName() {
        Settings.Builder builder = Settings.of("store");
        assertThatThrownBy(() -> builder.owns(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"\" begins names of others too. Give a prefix such as HITS_.");
    }

    private static Settings.Builder store(Map<String, String> environment) {
        return Settings.of("store").environment(environment).bind(Store.class);
    }
}
