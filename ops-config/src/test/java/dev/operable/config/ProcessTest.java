package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults of a real environment: of another process, with its locale, its limits and its files. */
@Timeout(60)
final class ProcessTest {
    private static final String SERVICE = "exec '" + Child.JAVA + "' -XX:TieredStopAtLevel=1"
            + " -cp target/classes:target/test-classes dev.operable.config.ChildService";

    @TempDir
    Path folder = Path.of("");

    @Test
    void wrongSettingsEndTheProcessWithOneReport() throws Exception {
        Child child = service("PAUSE=long OPS_X=1");
        assertThat(child.status()).isEqualTo(78);
        assertThat(child.output()).isEqualTo("""
                        The configuration of child has 3 problems:
                          TEXT    is missing. (ChildSettings.text)
                          PAUSE   "long" from the environment is not a duration. Write it as 500ms, 2s, 5m or PT2S. (ChildSettings.pause)
                          OPS_X   is set but nothing reads it. Remove it or correct its name.""");
    }

    @Test
    void aHugeValueArrivesWhole() throws Exception {
        assertAnswer(service("TEXT=$(head -c 100000 /dev/zero | tr '\\0' x)"), "x".repeat(100_000));
    }

    @Test
    void newlinesAndControlCharactersArriveAsTheyAre() throws Exception {
        assertAnswer(service("TEXT=$(printf 'a\\nb\\r\\001\\033[0mc\\n\\nd')"), "a\nb\r\u0001\u001b[0mc\n\nd");
    }

    @Test
    void otherScriptsArriveAsTheyAreOrAreRefused() throws Exception {
        String text = "TEXT=$(printf 'caf\\303\\251')";
        assertAnswer(service("LC_ALL=C.UTF-8 " + text), "café");

        Child child = service("LC_ALL=C " + text);
        assertThat(child.status()).isEqualTo(78);
        assertThat(child.output()).isEqualTo("""
                        The configuration of child has 1 problem:
                          TEXT   has bytes that are no text in ANSI_X3.4-1968, the character set of this process. Start it with LC_ALL=C.UTF-8, or put the value into a file that TEXT_FILE names. (ChildSettings.text)""");
    }

    @Test
    void aNulInDisguiseAndBytesThatAreNoTextAreRefused() throws Exception {
        for (String bytes : List.of("a\\300\\200b", "a\\377b", "\\355\\240\\200")) {
            Child child = service("LC_ALL=C.UTF-8 TEXT=$(printf '" + bytes + "')");
            assertThat(child).isEqualTo(new Child(78, """
                            The configuration of child has 1 problem:
                              TEXT   has bytes that are no text in UTF-8, the character set of this process. Start it with LC_ALL=C.UTF-8, or put the value into a file that TEXT_FILE names. (ChildSettings.text)"""));
        }
        assertAnswer(
                service("LC_ALL=C.UTF-8 TEXT=$(printf '\\\\0\\342\\220\\200\\360\\237\\230\\200')"),
                "\\0\u2400\ud83d\ude00");
    }

    @Test
    void aHugeMalformedValueIsToldInOneShortLine() throws Exception {
        Child child = service("TEXT=x PAUSE=$(head -c 130000 /dev/zero | tr '\\0' 9)");
        assertThat(child).isEqualTo(new Child(78, """
                        The configuration of child has 1 problem:
                          PAUSE   "%s…" (130000 characters) from the environment is not a duration. Write it as 500ms, 2s, 5m or PT2S. (ChildSettings.pause)""".formatted("9".repeat(80))));
    }

    @Test
    void aMalformedValueOfSeveralLinesIsToldInOneLine() throws Exception {
        Child child = service("LC_ALL=C.UTF-8 TEXT=x PAUSE=$(printf '1s\\n\\033[2J\\342\\200\\256x')");
        assertThat(child).isEqualTo(new Child(78, """
                        The configuration of child has 1 problem:
                          PAUSE   "1s\\n\\u001b[2J\\u202ex" from the environment is not a duration. Write it as 500ms, 2s, 5m or PT2S. (ChildSettings.pause)"""));
    }

    @Test
    void aFileMayHoldWhatAVariableCannot() throws Exception {
        Path file = Files.writeString(folder.resolve("text"), "a\0b\u2028é\n");
        assertAnswer(service("LC_ALL=C TEXT_FILE=" + file), "a\0b\u2028é");
    }

    @Test
    void aFileThatFailsWhileItIsReadIsAProblem() throws Exception {
        assumeThat(Path.of("/proc/self/mem")).exists();
        Child child = service("TEXT=x SECRET_FILE=/proc/self/mem");
        assertThat(child.status()).isEqualTo(78);
        assertThat(child.output())
                .contains("SECRET_FILE   \"/proc/self/mem\" from the environment cannot be read (java.io.IOException:");
    }

    @Test
    void aFileOfAnotherUserIsAProblem() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();
        assertThat(service("TEXT=x SECRET_FILE=" + file).output())
                .contains("SECRET_FILE   \"" + file + "\" from the environment may not be read by this process.");
    }

    /** The shell makes the variables, so that their bytes do not depend on the locale of the test. */
    private static Child service(String variables) throws IOException, InterruptedException {
        return Child.run("/bin/sh", "-c", "export " + quoted(variables) + "; " + SERVICE);
    }

    private static String quoted(String variables) {
        return variables.replace("$(", "\"$(").replace(")", ")\"");
    }

    private static void assertAnswer(Child child, String text) {
        assertThat(child.output()).isEqualTo(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(child.status()).isZero();
    }
}
