package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NestedRecordsTest {
    record Pool(@Default("10") int size, @Default("1s") Duration timeout) {
        Pool {
            Check.positive("size", size);
        }
    }

    record Database(
            @Key("DATABASE_URL") URI url, @Prefix("POOL_") Pool pool) {}

    record Service(Database database, @Prefix("REPLICA_") Optional<Database> replica) {}

    record Loop(String name, Optional<Loop> next) {}

    record Unreadable(Thread thread) {}

    record Deep(List<Optional<String>> lists) {}

    record WrongDefault(@Default("soon") Duration pause) {}

    @Test
    void aNestedRecordReadsItsOwnKeysBehindThePrefix() {
        Service service = Settings.of("s")
                .environment(Map.of("DATABASE_URL", "a:b", "REPLICA_DATABASE_URL", "c:d", "REPLICA_POOL_SIZE", "3"))
                .bind(Service.class)
                .load()
                .get(Service.class);
        assertThat(service)
                .isEqualTo(new Service(
                        new Database(URI.create("a:b"), new Pool(10, Duration.ofSeconds(1))),
                        Optional.of(new Database(URI.create("c:d"), new Pool(3, Duration.ofSeconds(1))))));
    }

    record Store(@Key("STORE_URL") URI url) {
        static Store of(String url) {
            return new Store(URI.create(url));
        }
    }

    record WithReplica(@Prefix("REPLICA_") Store replica) {}

    record PrefixedText(@Prefix("NAME_") String name) {}

    @Test
    void aNestedRecordWithAFactoryOfItsOwnIsStillNested() {
        WithReplica bound = Settings.of("s")
                .environment(Map.of("REPLICA_STORE_URL", "a:b"))
                .bind(WithReplica.class)
                .load()
                .get(WithReplica.class);
        assertThat(bound.replica()).isEqualTo(new Store(URI.create("a:b")));
    }

    @Test
    void aPrefixOnAVariableIsRefused() {
        Settings.Builder builder = Settings.of("s");
        assertThatThrownBy(() -> builder.bind(PrefixedText.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("has a @Prefix, which is for nested records. Use @Key to name its variable.");
    }

    @Test
    void anOptionalRecordIsAbsentWhenNoneOfItsVariablesIsSet() {
        Settings.Builder builder =
                Settings.of("s").environment(Map.of("DATABASE_URL", "a:b")).bind(Service.class);
        assertThat(builder.load().get(Service.class).replica()).isEmpty();
        assertReport(builder.set("REPLICA_POOL_SIZE", "0"), """
                The configuration of s has 2 problems:
                  REPLICA_DATABASE_URL   is missing. Read when any REPLICA_* is set. It is a URI, for example https://host:8080/path. (Database.url)
                  REPLICA_POOL_SIZE      "0" set in code must be positive. (Pool.size)""");
    }

    @Test
    void refusesRecordsThatCannotBeBound() {
        Settings.Builder builder = Settings.of("s");
        assertThatThrownBy(() -> builder.bind(Loop.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.operable.config.NestedRecordsTest$Loop contains itself");
        assertThatThrownBy(() -> builder.bind(Unreadable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Unreadable.thread has the type java.lang.Thread, which no text can become. Use a type with a"
                                + " static parse(CharSequence), valueOf(String) or of(String) or with a constructor for"
                                + " a String, or say converter(...) before bind(...).");
        assertThatThrownBy(() -> builder.bind(Deep.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Deep.lists has the type java.util.List<java.util.Optional<java.lang.String>>, which no text"
                                + " can become. An Optional cannot stand inside of another type.");
        assertThatThrownBy(() -> builder.bind(WrongDefault.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The default \"soon\" of WrongDefault.pause is not a duration. Write it as 500ms, 2s, 5m or"
                        + " PT2S.");
    }

    @ParameterizedTest
    @CsvSource({
        "flushEvery, FLUSH_EVERY",
        "listen, LISTEN",
        "baseURLOfHits, BASE_URL_OF_HITS",
        "httpURL, HTTP_URL",
        "oauth2Token, OAUTH2_TOKEN",
        "x, X",
        "aB, A_B",
        "snake_case, SNAKE_CASE",
        "ABC, ABC"
    })
    void derivesTheKeyFromTheComponent(String component, String key) {
        assertThat(Names.variable(component)).isEqualTo(key);
    }
}
