package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DotEnvTest {
    private final List<Problem> problems = new ArrayList<>();

    @Test
    void readsTheFormatPeopleUse() {
        assertThat(values("""
                        \uFEFF# a comment

                        PLAIN=value
                        export EXPORTED=1
                        export\tTABBED=2
                          INDENTED = spaced value   # comment
                        HASH=a#b
                        EMPTY=
                        COMMENTED= # nothing
                        SINGLE='a "b" \\n $HOME # c'   # comment
                        DOUBLE="a 'b' \\t\\"q\\" \\\\ \\$HOME # c"
                        LINES="one
                        two\\nthree"
                        EQUALS=a=b
                        COMMAND=$(rm -rf /) `id`
                        LAST=x"""))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("PLAIN", "value"),
                        Map.entry("EXPORTED", "1"),
                        Map.entry("TABBED", "2"),
                        Map.entry("INDENTED", "spaced value"),
                        Map.entry("HASH", "a#b"),
                        Map.entry("EMPTY", ""),
                        Map.entry("COMMENTED", ""),
                        Map.entry("SINGLE", "a \"b\" \\n $HOME # c"),
                        Map.entry("DOUBLE", "a 'b' \t\"q\" \\ $HOME # c"),
                        Map.entry("LINES", "one\ntwo\nthree"),
                        Map.entry("EQUALS", "a=b"),
                        Map.entry("COMMAND", "$(rm -rf /) `id`"),
                        Map.entry("LAST", "x")));
    }

    @Test
    void readsFilesOfWindows() {
        assertThat(values("A=1\r\nB=\"2\r\n3\"\r\n")).isEqualTo(Map.of("A", "1", "B", "2\n3"));
        assertThat(values("A=1\rB=\"2\r3\"\r")).isEqualTo(Map.of("A", "1", "B", "2\n3"));
    }

    @Test
    void countsLinesAcrossQuotedOnes() {
        Source source = DotEnv.parse(".env", "A=\"1\n\\\n3\"\nB=2\n", problems);
        assertThat(source.values().get("A")).isEqualTo(new ConfigValue("1\n\\\n3", "line 1 of .env"));
        assertThat(source.values().get("B")).isEqualTo(new ConfigValue("2", "line 4 of .env"));
    }

    @Test
    void saysWhichLineIsWrong() {
        DotEnv.parse(".env", "A=1\nno pair\nA=2\nB C=1\n=1\nC='x' y\nD=\"open\n", problems);
        assertThat(problems)
                .containsExactly(
                        new Problem(
                                ".env:2",
                                "is not KEY=value. Correct the line, or begin it with # to make it a comment."),
                        new Problem(".env:3", "sets A again. Keep one of the lines."),
                        new Problem(
                                ".env:4",
                                "is not KEY=value. Correct the line, or begin it with # to make it a comment."),
                        new Problem(
                                ".env:5",
                                "is not KEY=value. Correct the line, or begin it with # to make it a comment."),
                        new Problem(".env:6", "goes on after its closing quote. Quote the whole value."),
                        new Problem(".env:7", "opens a quote that nothing closes. Add \" at the end of the value."));
    }

    @Test
    void anAbsentFileIsEmpty() {
        assertThat(DotEnv.read(Path.of("/nowhere/.env"), problems).values()).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void aFolderIsAProblem() {
        DotEnv.read(Path.of("/"), problems);
        assertThat(problems).containsExactly(new Problem("/", "cannot be read: java.io.IOException: Is a directory."));
    }

    /** There may be several of that name, and whoever mends it stands in another folder. */
    @Test
    void aProblemNamesThePathAsItWasGiven(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("dev.env"), "A=1\nB\n");
        Source source = DotEnv.read(file, problems);
        assertThat(source.values()).containsEntry("A", new ConfigValue("1", "line 1 of " + file));
        assertThat(problems)
                .containsExactly(new Problem(
                        file + ":2", "is not KEY=value. Correct the line, or begin it with # to make it a comment."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a b",
                " a",
                "a\\",
                "\"",
                "'",
                "a\nb",
                "a\r\nb",
                "\t",
                "#",
                "a #b",
                "$x",
                "é•",
                "a=b",
                "\u2003x\u000b",
                "\u3000",
                "x\u2028#y"
            })
    void whatIsQuotedReadsBack(String value) {
        assertThat(values("A=" + DotEnv.quoted(value))).isEqualTo(Map.of("A", value));
    }

    private Map<String, String> values(String text) {
        Source source = DotEnv.parse(".env", text, problems);
        assertThat(problems).isEmpty();
        return source.values().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().text()));
    }
}
