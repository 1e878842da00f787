package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpToDateTest {
    private static final String WRITE = "operable.write";
    private static final String PAGE = """
            # Shop

            <!-- begin settings -->
            old
            <!-- end settings -->

            The end.
            """;

    private final String asked = System.getProperty(WRITE, "");

    @TempDir
    private Path folder;

    @BeforeEach
    void onlyCompare() {
        System.clearProperty(WRITE);
    }

    @AfterEach
    void asAsked() {
        System.setProperty(WRITE, asked);
    }

    @Test
    void aFileThatIsUpToDatePassesWhateverItsEndsOfLines() throws IOException {
        Path file = Files.writeString(folder.resolve(".env.example"), "A=1\r\nB=2\r\n");

        UpToDate.file(file, "A=1\nB=2\n");
    }

    @Test
    void aStaleFileShowsItsFirstDifferenceAndTheCommandThatRewritesIt() throws IOException {
        Path file = Files.writeString(folder.resolve(".env.example"), "A=1\nB=2\nC=3\n");

        assertThatThrownBy(() -> UpToDate.file(file, "A=1\nB=7\nC=8\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(file + """
                         is stale. Its line 2 is
                          B=2
                        but has to be
                          B=7
                        Run the test with -Doperable.write=true and the file is rewritten: mvn test -Doperable.write=true""");
        assertThat(file).hasContent("A=1\nB=2\nC=3\n");
    }

    @Test
    void aFileThatIsShorterOrLacksItsLastNewlineIsStale() throws IOException {
        Path file = Files.writeString(folder.resolve(".env.example"), "A=1");

        assertThatThrownBy(() -> UpToDate.file(file, "A=1\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Its line 2 is\n  (the end of the file)\nbut has to be\n  \n");
        assertThatThrownBy(() -> UpToDate.file(folder.resolve("absent"), "A=1\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("absent is stale.");
    }

    @Test
    void aStaleFileIsWrittenWhenAskedAndNothingElseIsLeft() throws IOException {
        System.setProperty(WRITE, "true");
        Path file = Files.writeString(folder.resolve(".env.example"), "A=1\n");
        Path absent = folder.resolve("new.example");

        UpToDate.file(file, "A=2\n");
        UpToDate.file(absent, "B=2\n");

        assertThat(folder)
                .isDirectoryContaining(path -> path.equals(file))
                .isDirectoryContaining(path -> path.equals(absent))
                .isDirectoryNotContaining(path -> path.toString().endsWith(".new"));
        System.clearProperty(WRITE);
        UpToDate.file(file, "A=2\n");
        UpToDate.file(absent, "B=2\n");
    }

    @Test
    void aSectionIsHeldToItsTextAndTheRestIsNot() throws IOException {
        Path page = Files.writeString(folder.resolve("README.md"), PAGE);

        UpToDate.section(page, "settings", "old\n");
        assertThatThrownBy(() -> UpToDate.section(page, "settings", "new\nrow\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("README.md is stale. Its line 4 is\n  old\nbut has to be\n  new\n");
        System.setProperty(WRITE, "true");
        UpToDate.section(page, "settings", "new\nrow\n");
        assertThat(Files.readString(page)).isEqualTo(PAGE.replace("old", "new\nrow"));
    }

    @Test
    void aPageWithoutTheSectionIsToldHowToHaveOne() throws IOException {
        Path page = Files.writeString(folder.resolve("README.md"), PAGE);

        assertThatThrownBy(() -> UpToDate.section(page, "table", "x\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(page + " has no part between the lines <!-- begin table --> and <!-- end table -->."
                        + " Put them in.");
        assertThatThrownBy(() -> UpToDate.section(folder.resolve("absent.md"), "table", "x\n"))
                .isInstanceOf(UncheckedIOException.class);
    }
}
