package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.UpToDate;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All that the modules say is in one place, to be read at once and in every review that changes it. */
class WordFilesTest {
    @ParameterizedTest
    @MethodSource("dev.operable.docs.ApiFilesTest#modules")
    void theListOfWhatAModuleSaysIsUpToDate(String module) throws IOException {
        UpToDate.file(Path.of("..", "docs", "words", module + ".txt"), String.join("\n", Words.of(module)) + "\n");
    }

    @Test
    void textsArePutTogetherAsTheyAreSaid() throws IOException {
        assertThat(Words.of("ops-database"))
                .contains("DatabaseSettings: DATABASE_POOL_SIZE is {poolSize}. It must be at least 1.")
                .noneMatch(line -> line.contains("SELECT"));
    }
}
