package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page has each benchmark, and what it names is there. */
final class BenchmarksPageTest {
    private static final Path BENCHMARKS = Path.of("..", "benchmarks");
    private static final Path SOURCES = BENCHMARKS.resolve("src/main/java/dev/operable");
    private static final Pattern COMMAND = Pattern.compile("(?m)^`?benchmarks/([a-z-]+)");
    private static final Pattern MAIN = Pattern.compile("dev\\.operable\\.benchmarks\\.(\\w+)`");

    @Test
    void everyBenchmarkIsOnThePageAndEveryCommandExists() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "benchmarks.md"));

        assertThat(names(BENCHMARKS, "[a-z-]+"))
                .filteredOn(name ->
                        Files.isExecutable(BENCHMARKS.resolve(name)) && Files.isRegularFile(BENCHMARKS.resolve(name)))
                .hasSizeGreaterThan(4)
                .allSatisfy(command -> assertThat(page).contains("`benchmarks/" + command));
        assertThat(names(SOURCES, "\\w+Benchmark\\.java")).hasSizeGreaterThan(6).allSatisfy(file -> assertThat(page)
                .containsPattern(shortName(file) + "(Benchmark)?\\b"));
        assertThat(COMMAND.matcher(page).results().map(found -> BENCHMARKS.resolve(found.group(1))))
                .isNotEmpty()
                .allSatisfy(command -> assertThat(command).isExecutable());
        assertThat(MAIN.matcher(page).results().map(found -> SOURCES.resolve("benchmarks/" + found.group(1) + ".java")))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source).exists());
    }

    private static String shortName(String file) {
        return file.replace("Benchmark.java", "");
    }

    /** Of what is below the folder. */
    private static List<String> names(Path folder, String pattern) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(pattern))
                    .toList();
        }
    }
}
