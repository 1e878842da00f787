package dev.operable.core.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RotatingFileTest {
    @TempDir
    Path directory;

    @Test
    void keepsAsManyFilesOfASizeAsItWasTold() throws Exception {
        try (RotatingFile file = new RotatingFile(directory.resolve("a.log"), 100, 2)) {
            for (int i = 0; i < 100; i++) {
                file.write(line(i));
            }
        }

        assertThat(names()).containsExactly("a.log", "a.log.1", "a.log.2");
        // ten lines of ten bytes each
        assertThat(Files.readAllLines(directory.resolve("a.log"))).hasSize(10).contains("line   99");
        assertThat(Files.readAllLines(directory.resolve("a.log.1"))).hasSize(10).contains("line   89");
        assertThat(Files.readAllLines(directory.resolve("a.log.2"))).hasSize(10).contains("line   70");
    }

    @Test
    void goesOnWithTheFileOfTheProcessBefore() throws Exception {
        Files.write(directory.resolve("a.log"), line(0));
        try (RotatingFile file = new RotatingFile(directory.resolve("a.log"), 20, 2)) {
            file.write(line(1));
            file.write(line(2));
        }

        assertThat(Files.readString(directory.resolve("a.log.1"))).isEqualTo("line    0\nline    1\n");
        assertThat(Files.readString(directory.resolve("a.log"))).isEqualTo("line    2\n");
    }

    @Test
    void touchesNothingUntilSomethingIsWritten() throws Exception {
        new RotatingFile(directory.resolve("a.log"), 100, 2).close();

        assertThat(names()).isEmpty();
    }

    // Without a look at the path the lines go to a file that has no name any more.
    @Test
    void comesBackWhenTheFileIsTakenAway() throws Exception {
        Path path = directory.resolve("a.log");
        try (RotatingFile file = new RotatingFile(path, 1_000_000, 2)) {
            file.write(line(0));
            Files.move(path, directory.resolve("taken"));

            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!Files.exists(path) && System.nanoTime() < deadline) {
                file.write(line(1));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            assertThat(path).exists();
        }
    }

    @Test
    void opensAgainAfterAFailure() throws Exception {
        Path path = Files.createDirectories(directory.resolve("later")).resolve("a.log");
        try (RotatingFile file = new RotatingFile(path, 1_000, 2)) {
            Files.delete(path.getParent());
            assertThatThrownBy(() -> file.write(line(0))).isInstanceOf(IOException.class);

            Files.createDirectory(path.getParent());
            file.write(line(1));
        }

        assertThat(Files.readString(path)).isEqualTo("line    1\n");
    }

    private static byte[] line(int number) {
        return String.format("line %4d\n", number).getBytes(UTF_8);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
