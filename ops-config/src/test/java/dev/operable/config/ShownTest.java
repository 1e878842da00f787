package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShownTest {
    record Store(String url, String apiToken, List<Secret> keys, Optional<Secret> password) {
        Store {
            Check.that("url", false, "must name " + url);
        }
    }

    record Guarded(Secret password, Inner inner, String apiToken) {
        Guarded {
            if (!password.reveal().isEmpty()) {
                throw new IllegalArgumentException(
                        "inner is weird: " + inner.pin().reveal());
            }
        }
    }

    record Inner(Secret pin) {}

    @ParameterizedTest
    @CsvSource({
        "https://me:hunter2@host/x, https://me:•••@host/x",
        "https://hunter2@host/x, https://•••@host/x",
        "https://me:hun/ter@2@host/x, https://me:•••@host/x",
        "postgres:/me:hunter2@host, postgres:•••@host",
        "me:hunter2@host, me:•••@host",
        "jdbc:oracle:thin:me/hunter2@//host/x, jdbc:•••@//host/x",
        "'http://a:1,http://me:hunter2@b:2', http://a:•••@b:2",
        "jdbc:postgresql://db/x?user=me&password=hunter2&ssl=true, jdbc:postgresql://db/x?user=me&password=•••&ssl=true",
        "jdbc:sqlserver://db;Password=hunter2;encrypt=true, jdbc:sqlserver://db;Password=•••;encrypt=true",
        "https://host/?access_token=hunter2, https://host/?access_token=•••",
        "https://host/?api_key=hunter2#x, https://host/?api_key=•••",
        "'jdbc:postgresql://h/db?user=u&password=ab,cd', jdbc:postgresql://h/db?user=u&password=•••",
        "'jdbc:postgresql://h/db?password=a&b;c d&ssl=true', jdbc:postgresql://h/db?password=•••&ssl=true",
        "jdbc:sqlserver://h;user=u;password={a;b};encrypt=true, jdbc:sqlserver://h;user=u;password=•••;encrypt=true",
        "BlobEndpoint=https://a/;AccountKey=hunter2==, BlobEndpoint=https://a/;AccountKey=•••",
        "https://a/b?sv=1&sig=hunter2&se=2, https://a/b?sv=1&sig=•••&se=2",
        "https://host:8080/path, https://host:8080/path",
        "me@example.org, me@example.org"
    })
    void masksPasswordsInsideValues(String value, String shown) {
        assertThat(Shown.withoutPasswords(value)).isEqualTo(shown);
    }

    record Shop(
            @Key("DATABASE_URL") String url, @Default("10") int poolSize) {
        Shop {
            if (!url.startsWith("postgres://")) {
                throw new IllegalArgumentException("DATABASE_URL \"" + url + "\" is not the URL of a database. "
                        + "Write jdbc:postgresql://host/database or postgres://user:password@host/database.");
            }
            Check.that("url", !url.contains(":port"), "names no port, unlike postgres://user:password@host:5432/x");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://shop:pw@db/shop, mysql://shop:•••@db/shop",
        "mysql://shop:p@ss@db/shop, mysql://shop:•••@db/shop",
        "'mysql://shop:p ss \"it''s@db/shop', mysql://shop:•••@db/shop",
        "mysql://user:password@db/shop, mysql://user:•••@db/shop",
        "mysql://shop@db/shop, mysql://•••@db/shop",
        "mysql://db/shop?password=p@ss, mysql://•••@ss",
        "mysql://db/shop?password=pass, mysql://db/shop?password=•••"
    })
    void masksThePasswordOfTheValueInAMessageAndLeavesTheExample(String url, String shown) {
        assertReport(
                Settings.of("shop").environment(Map.of("DATABASE_URL", url)).bind(Shop.class), """
                The configuration of shop has 1 problem:
                  DATABASE_URL   "%s" is not the URL of a database. Write jdbc:postgresql://host/database or postgres://user:password@host/database. Its value is from the environment. (Shop.url)""".formatted(shown));
    }

    @Test
    void masksAPasswordWithAnAtSignBesideItsVariable() {
        assertReport(
                Settings.of("shop")
                        .environment(Map.of("DATABASE_URL", "postgres://shop:p@ss@db:port/shop"))
                        .bind(Shop.class),
                """
                The configuration of shop has 1 problem:
                  DATABASE_URL   "postgres://shop:•••@db:port/shop" from the environment names no port, unlike postgres://user:password@host:5432/x. (Shop.url)""");
    }

    record Mirror(URI uri) {
        Mirror {
            throw new IllegalStateException("cannot reach " + uri.getHost() + " as " + uri.getUserInfo());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://joe:hunter2@h, http://joe:•••@h",
        "http://joe:hunter%402+@h, http://joe:•••@h",
        "http://hunter2@h, http://•••@h"
    })
    void doesNotShowAMessageThatQuotesThePasswordOfAUriByItself(String uri, String shown) {
        assertReport(Settings.of("s").environment(Map.of("URI", uri)).bind(Mirror.class), """
                The configuration of s has 1 problem:
                  URI   is refused: the reason is not shown because it holds a secret. URI is "%s" from the environment. (Mirror)""".formatted(shown));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at 9: http://a:b@c or <https://d:e@f@g>, see h@i | at 9: http://a:•••@c or <https://d:•••@g>, see h@i",
                "so 'x:y@z' is not me:pw@host | so 'x:•••@z' is not me:•••@host",
                "postgres://user:password@host,https://me:pw@host | postgres://user:•••@host",
                "write postgres://user:password@host/x?password=pw | write postgres://user:password@host/x?password=•••",
                "the password=\"pw\" is short | the password=••• is short"
            })
    void masksEachUriOfAMessageByItself(String message, String shown) {
        assertThat(Shown.message(message.strip())).isEqualTo(shown.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DB_PASS",
                "smtpPass",
                "DB_PASSWORD",
                "API_TOKEN",
                "SIGNING_KEY",
                "accountKey",
                "SESSION_COOKIE",
                "LOG_DSN"
            })
    void namesThatSayThatTheirValueIsSecret(String name) {
        assertThat(Masks.hides(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PASSENGERS",
                "COMPASS",
                "KEYBOARD",
                "PARTITION_KEY_COUNT",
                "SIGNAL",
                "TIMEOUT",
                "AUTH_URL",
                "KEY",
                ""
            })
    void otherNamesSayNothing(String name) {
        assertThat(Masks.hides(name)).isFalse();
    }

    @Test
    void showsAnyValueOnOneShortLine() {
        assertThat(Shown.value("a\nb\r\t\"\0\u202E\u2028é")).isEqualTo("\"a\\nb\\r\\t\\\"\\u0000\\u202e\\u2028é\"");
        assertThat(Shown.value("x".repeat(1000))).isEqualTo('"' + "x".repeat(80) + "…\" (1000 characters)");
        assertThat(Shown.message("a \"b\"\n")).isEqualTo("a \"b\"\\n");
    }

    @Test
    void neverShowsASecretOrAVariableNamedLikeOne() {
        assertReport(
                Settings.of("s")
                        .environment(Map.of(
                                "URL", "https://me:hunter2@host/", "API_TOKEN", "hunter2", "KEYS", "hunter2,,hunter3"))
                        .bind(Store.class),
                """
                The configuration of s has 2 problems:
                  URL    "https://me:•••@host/" from the environment is refused: the reason is not shown because it holds a secret. (Store.url)
                  KEYS   ••• from the environment has nothing at place 2. Remove a comma, or write \\, for one inside a value. (Store.keys)""");
        assertReport(
                Settings.of("s")
                        .environment(Map.of("URL", "https://me:hunter2@host/", "API_TOKEN", "x", "KEYS", "hunter2"))
                        .bind(Store.class),
                """
                The configuration of s has 1 problem:
                  URL   "https://me:•••@host/" from the environment is refused: the reason is not shown because it holds a secret. (Store.url)""");
    }

    @Test
    void neverShowsTheSecretOfANestedRecord() {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> Settings.of("s")
                .environment(Map.of("PASSWORD", "a", "PIN", "4711", "API_TOKEN", ""))
                .bind(Guarded.class)
                .load());
        assertThat(thrown)
                .hasMessageContaining("is refused: the reason is not shown")
                .hasMessageNotContaining("4711");
        assertThat(thrown.getCause()).isNull();
    }
}
