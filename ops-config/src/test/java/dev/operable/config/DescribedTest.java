package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DescribedTest {
    record Shop(
            @Doc("Where it answers") @Default(":8080") ListenAddress listen,

            @Key("DATABASE_URL") @Doc(value = "Where orders are kept.", example = "jdbc:postgresql://db/shop")
            URI database,

            Secret databasePassword,
            @Default("a b \"c\" #d") String greeting,
            @Default("changeme") Secret pin,
            Optional<Duration> pause,
            Map<String, Integer> limits,
            List<String> names) {}

    record Again(@Default(":8080") ListenAddress listen) {}

    @Test
    void writesAnExampleOfEveryVariable() {
        assertThat(Settings.of("shop").bind(Shop.class).bind(Again.class).example())
                .isEqualTo("""
                        # The settings of shop

                        # Where it answers. It is an address to listen on, for example 3000, :3000, 0.0.0.0:3000 or [::1]:3000.
                        #LISTEN=:8080

                        # Where orders are kept. It is a URI, for example jdbc:postgresql://db/shop. Required.
                        DATABASE_URL=

                        # It is a secret; DATABASE_PASSWORD_FILE may name a file that holds it. Required.
                        DATABASE_PASSWORD=

                        #GREETING="a b \\"c\\" #d"

                        # It is a secret; PIN_FILE may name a file that holds it.
                        #PIN=

                        # It is a duration, for example 500ms, 2s, 5m or PT2S.
                        #PAUSE=

                        # It is a list of name=value with commas, each value a whole number.
                        #LIMITS=

                        # It is a list with commas, for example a,b,c.
                        #NAMES=
                        """);
    }

    @Test
    void theExampleFilledInIsAValidDotEnvFile(@TempDir Path folder) throws IOException {
        Settings.Builder builder = Settings.of("shop").bind(Shop.class);
        String filled = builder.example()
                .replace("DATABASE_URL=", "DATABASE_URL=a:b")
                .replace("DATABASE_PASSWORD=", "DATABASE_PASSWORD='#x'")
                .replaceAll("(?m)^#(?=[A-Z])", "");
        Settings settings = builder.dotEnv(Files.writeString(folder.resolve(".env"), filled))
                .load();
        assertThat(settings.get(Shop.class))
                .isEqualTo(new Shop(
                        new ListenAddress("0.0.0.0", 8080),
                        URI.create("a:b"),
                        Secret.of("#x"),
                        "a b \"c\" #d",
                        Secret.of("changeme"),
                        Optional.empty(),
                        Map.of(),
                        List.of()));
        assertThat(settings.example()).isEqualTo(builder.example());
    }

    record Odd(
            @Doc("Either <a|b>, or\n`*` for all") @Default("a|`b`")
            String pattern,

            @Default("two\nlines") String text,
            @Default("") String empty,
            @Key("HOST_NAME") @Doc(example = "a|b") Optional<URI> host) {}

    @Test
    void writesATableOfEveryVariable() {
        assertThat(Settings.of("shop")
                        .bind(Shop.class)
                        .bind(Again.class)
                        .otherwise("DATABASE_URL", "jdbc:h2:x")
                        .table())
                .isEqualTo("""
                        | Variable | Value | Default | Secret | Meaning |
                        |---|---|---|---|---|
                        | `LISTEN` | an address to listen on | `:8080` |  | Where it answers. |
                        | `DATABASE_URL` | a URI, for example `jdbc:postgresql://db/shop` | `jdbc:h2:x` |  | Where orders are kept. |
                        | `DATABASE_PASSWORD` | a secret | required | yes |  |
                        | `GREETING` | text | `"a b \\"c\\" #d"` |  |  |
                        | `PIN` | a secret | ••• | yes |  |
                        | `PAUSE` | a duration | none |  |  |
                        | `LIMITS` | a list of name=value with commas, each value a whole number | none |  |  |
                        | `NAMES` | a list with commas | none |  |  |
                        """);
    }

    @Test
    void noTextBreaksTheTable() {
        String table = Settings.of("shop").bind(Odd.class).table();

        assertThat(table).isEqualTo("""
                | Variable | Value | Default | Secret | Meaning |
                |---|---|---|---|---|
                | `PATTERN` | text | `` a\\|`b` `` |  | Either \\<a\\|b>, or \\`\\*\\` for all. |
                | `TEXT` | text | `"two\\nlines"` |  |  |
                | `EMPTY` | text |  |  |  |
                | `HOST_NAME` | a URI, for example `a\\|b` | none |  |  |
                """);
        assertThat(Settings.of("shop").bind(Odd.class).set("DUMMY", "x").load().table())
                .isEqualTo(table);
    }
}
