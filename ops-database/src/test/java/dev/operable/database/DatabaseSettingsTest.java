package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.ConfigException;
import dev.operable.config.Secret;
import dev.operable.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "postgres://db/hits                              | jdbc:postgresql://db/hits                 | -      | -",
                "postgresql://ann:secret@db:5433/hits            | jdbc:postgresql://db:5433/hits            | ann    | secret",
                "postgres://ann@db/hits                          | jdbc:postgresql://db/hits                 | ann    | -",
                "postgres://a%40b:p%2Fw%3A%25+%C3%A9@db/hits     | jdbc:postgresql://db/hits                 | a@b    | p/w:%+é",
                "postgres://ann:p@w:x@db/hits                    | jdbc:postgresql://db/hits                 | ann    | p@w:x",
                "postgres://ann:@db/hits                         | jdbc:postgresql://db/hits                 | ann    | ''",
                "postgres://:pw@db/hits                          | jdbc:postgresql://db/hits                 | -      | pw",
                "postgres://[::1]:5432/hits?sslmode=require      | jdbc:postgresql://[::1]:5432/hits?sslmode=require | - | -",
                "postgres://a:1,b_c:2/hits                       | jdbc:postgresql://a:1,b_c:2/hits          | -      | -",
                "postgres://db                                   | jdbc:postgresql://db/                     | -      | -",
                "postgres://db/a+b                               | jdbc:postgresql://db/a%2Bb                | -      | -",
                "jdbc:postgresql://db/hits?user=x                | jdbc:postgresql://db/hits?user=x          | -      | -",
                "jdbc:h2:mem:x                                   | jdbc:h2:mem:x                             | -      | -"
            })
    void bothFormsOfTheUrlAreUnderstood(String url, String jdbc, String user, String password) {
        DatabaseSettings settings = DatabaseSettings.of(url);

        assertThat(settings.jdbcUrl()).isEqualTo(jdbc);
        assertThat(settings.user()).isEqualTo(Optional.ofNullable(user));
        assertThat(settings.password().map(Secret::reveal)).isEqualTo(Optional.ofNullable(password));
    }

    @Test
    void userAndPasswordOfTheirOwnVariablesWin() {
        DatabaseSettings settings = settings("postgres://ann:old@db/hits", "bob", "new");

        assertThat(settings.user()).contains("bob");
        assertThat(settings.password()).contains(Secret.of("new"));
        assertThat(settings.target().user()).isEqualTo("bob");
        assertThat(settings.target().password()).isEqualTo(Secret.of("new"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ann:hunter2@db/hits",
                "postgres://ann:hunter2@x@db/hits?sslmode=require",
                "jdbc:postgresql://db/hits?user=ann&password=hunter2&ssl=true",
                "jdbc:postgresql://db/hits?sslpassword=hunter2",
                "jdbc:h2:mem:x;USER=ann;PASSWORD=hunter2",
                "jdbc:mysql://ann:hunter2@db/hits"
            })
    void noTextShowsAPassword(String url) {
        DatabaseSettings settings = settings(url, "bob", "hunter2");

        assertThat(settings.toString()).contains("•••").contains("db", "bob").doesNotContain("hunter2");
        assertThat(settings.target().toString())
                .doesNotContain("password=hunter2")
                .doesNotContain("new");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mysql://ann:hunter2@db/x          | is not the URL of a database",
                "http://ann:hunter2@db             | is not the URL of a database",
                "db/hits                           | is not the URL of a database",
                "''                                | is not the URL of a database",
                "postgres://ann:hunter2%zz@db/x    | has a % that two hexadecimal digits do not follow",
                "postgres://ann:hunter2@db:port/x  | has no valid host and port",
                "postgres://ann:hunter2@db:123456/x | has no valid host and port",
                "postgres://ann:hun/ter2@db/x      | has no valid host and port",
                "postgres://ann:1?ter2@db/x        | has an @ behind its host",
                "postgres://ann:a@b/ter2@db/x      | has an @ behind its host",
                "jdbc:sqlite::memory:              | gives every connection an empty database of its own",
                "jdbc:sqlite:                      | gives every connection an empty database of its own"
            })
    void aMalformedUrlIsRefusedWithoutShowingThePassword(String url, String message) {
        assertThatThrownBy(() -> DatabaseSettings.of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("DATABASE_URL \"")
                .hasMessageContaining(message)
                .hasMessageNotContainingAny("hunter2", "hun/", "ter2")
                .hasNoCause();
    }

    @Test
    void theReportOfAServiceShowsAMalformedUrlWithoutThePasswordAndHowToWriteIt() {
        String origin = " Its value is from the environment. (DatabaseSettings.url)";
        assertReport(
                "mysql://shop:p@ss@db/shop",
                "The configuration of shop has 1 problem:\n  DATABASE_URL   \"mysql://shop:•••@db/shop\" is not the URL of a database. "
                        + "Write jdbc:sqlite:/path/to/file, jdbc:postgresql://host/database "
                        + "or postgres://user:password@host/database." + origin);
        assertReport(
                "postgres://shop:p@ss@db:port/shop",
                "The configuration of shop has 1 problem:\n  DATABASE_URL   \"postgres://shop:•••@db:port/shop\" has no valid host and port. "
                        + "Write postgres://user:password@host:port/database, with the special characters of the user "
                        + "and the password percent-encoded (/ is %2F, @ is %40)." + origin);
    }

    private static void assertReport(String url, String report) {
        assertThatThrownBy(() -> Settings.of("shop")
                        .environment(Map.of("DATABASE_URL", url))
                        .bind(DatabaseSettings.class)
                        .load())
                .isInstanceOf(ConfigException.class)
                .hasMessage(report);
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> limits(0, Duration.ofSeconds(5), Duration.ofSeconds(5)))
                .hasMessage("DATABASE_POOL_SIZE is 0. It must be at least 1.");
        assertThatThrownBy(() -> limits(1, Duration.ofMillis(249), Duration.ofSeconds(5)))
                .hasMessage("DATABASE_CONNECT_TIMEOUT is 249ms. It must be at least 250ms.");
        assertThatThrownBy(() -> limits(1, Duration.ofSeconds(5), Duration.ofMillis(999)))
                .hasMessage("DATABASE_LOCK_WAIT is 999ms. It must be at least 1s.");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://ann:hunter2@db/x, com.mysql:mysql-connector-j",
        "jdbc:mariadb://db/x?password=hunter2, org.mariadb.jdbc:mariadb-java-client"
    })
    void aMissingDriverIsAnErrorThatNamesTheDependencyToAdd(String url, String dependency) {
        assertThatThrownBy(() -> Database.open(DatabaseSettings.of(url), new SimpleMeterRegistry()))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("DATABASE_URL jdbc:")
                .hasMessageContaining("Add the dependency " + dependency)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void aDatabaseThatNobodyKnowsIsAnErrorToo() {
        assertThatThrownBy(
                        () -> Database.open(DatabaseSettings.of("jdbc:acme:ann/hunter2@db"), new SimpleMeterRegistry()))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("DATABASE_URL jdbc:acme:••• is understood by no driver on the class path");
    }

    private static DatabaseSettings settings(String url, String user, String password) {
        return new DatabaseSettings(
                url,
                Optional.of(user),
                Optional.of(Secret.of(password)),
                10,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                NewerSchema.DEGRADE);
    }

    private static void limits(int poolSize, Duration connectTimeout, Duration lockWait) {
        new DatabaseSettings(
                "jdbc:sqlite:x.db",
                Optional.empty(),
                Optional.empty(),
                poolSize,
                connectTimeout,
                lockWait,
                NewerSchema.DEGRADE);
    }
}
