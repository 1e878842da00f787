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

    record Mirror(@Default("http://joe:hunter2@host/") URI mirror) {}

    @Test
    void masksThePasswordOfADefaultInTheTable() {
        assertThat(Settings.of("shop").bind(Mirror.class).table()).isEqualTo("""
                        | Variable | Value | Default | Secret | Meaning |
                        |---|---|---|---|---|
                        | `MIRROR` | a URI | `http://joe:•••@host/` |  |  |
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

    record Told(@Doc(value = """
                    First line.
                    EVIL=1

                    Last line
                    """, example = "a\r\nEVIL=2") URI url) {}

    /** A text block is the natural way to write a long one; its second line must not become a variable. */
    @Test
    void aMeaningOfSeveralLinesIsToldOnOne() {
        Settings.Builder builder = Settings.of("s").bind(Told.class);
        assertThat(builder.example()).isEqualTo("""
                # The settings of s

                # First line. EVIL=1 Last line. It is a URI, for example a EVIL=2. Required.
                URL=
                """);
        assertThat(builder.table()).isEqualTo("""
                | Variable | Value | Default | Secret | Meaning |
                |---|---|---|---|---|
                | `URL` | a URI, for example `"a EVIL=2"` | required |  | First line. EVIL=1 Last line. |
                """);
        ReportTest.assertReport(builder, """
                The configuration of s has 1 problem:
                  URL   is missing. First line. EVIL=1 Last line. It is a URI, for example a EVIL=2. (Told.url)""");
        assertThat(builder.set("URL", "a:b").load().explain().toString())
                .endsWith("\n          First line. EVIL=1 Last line.");
    }

    record Node(
            @Doc("Where it is") String host,
            int port,
            @Default("\u2003x\u000b") String mark) {}

    record Cluster(
            @Prefix("REPLICA_") Optional<Node> replica,
            Optional<Node> first,
            @Default("\u3000") String gap) {}

    record Named(String name) {}

    @Test
    void whatAnOptionalRecordNeedsIsRequiredOnlyThen() {
        Settings.Builder builder = Settings.of("s").bind(Cluster.class).bind(Named.class);
        assertThat(builder.example())
                .isEqualTo("""
                # The settings of s

                # Where it is. Read when any REPLICA_* is set. Required then.
                #REPLICA_HOST=

                # Read when any REPLICA_* is set. It is a whole number, for example 8 or 250. Required then.
                #REPLICA_PORT=

                # Read when any REPLICA_* is set.
                #REPLICA_MARK="<x>"

                # Where it is. Read when any variable of first is set. Required then.
                #HOST=

                # Read when any variable of first is set. It is a whole number, for example 8 or 250. Required then.
                #PORT=

                # Read when any variable of first is set.
                #MARK="<x>"

                #GAP="<>"

                # Required.
                #NAME=
                """.replace("<x>", "\u2003x\u000b").replace("<>", "\u3000"));
        assertThat(builder.table()).contains("""
                | `REPLICA_HOST` | text | required then |  | Where it is. Read when any REPLICA_\\* is set. |
                """, """
                | `NAME` | text | required |  |  |
                """);
    }

    @Test
    void theExampleAsItIsSaysWhatAnEmptyEnvironmentSays(@TempDir Path folder) throws IOException {
        Settings.Builder builder = Settings.of("s").bind(Cluster.class);
        Cluster empty = builder.load().get(Cluster.class);
        Path copied = Files.writeString(folder.resolve(".env"), builder.example());
        assertThat(builder.dotEnv(copied).load().get(Cluster.class)).isEqualTo(empty);
        Path filledIn = Files.writeString(
                folder.resolve(".env"),
                builder.example().replaceAll("#([A-Z_]+)=", "$1=").replaceAll("(HOST|PORT)=", "$1=1"));
        Node node = new Node("1", 1, "\u2003x\u000b");
        assertThat(builder.dotEnv(filledIn).load().get(Cluster.class))
                .isEqualTo(new Cluster(Optional.of(node), Optional.of(node), "\u3000"));

        builder.bind(Named.class);
        Files.writeString(copied, builder.example());
        ReportTest.assertReport(builder, """
                The configuration of s has 1 problem:
                  NAME   is missing. (Named.name)""");
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
    }
}
