package dev.operable.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
    @TempDir
    Path folder;

    @Test
    void processesAndFolderAreGoneWhenTheDemoIsKilled() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path pidFile = folder.resolve("pid");
        Process demo = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Abandoned.class.getName(),
                        pidFile.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = Await.value("the demo to start its process", Duration.ofSeconds(30), () -> {
            try {
                return Files.exists(pidFile)
                        ? Optional.of(Files.readAllLines(pidFile)).filter(read -> read.size() == 2)
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        ProcessHandle child = ProcessHandle.of(Long.parseLong(lines.get(0))).orElseThrow();
        assertThat(child.isAlive()).isTrue();

        demo.destroyForcibly();

        assertThat(demo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Await.condition(Duration.ofSeconds(20), () -> !child.isAlive()))
                .as("the process ended")
                .isTrue();
        assertThat(Await.condition(Duration.ofSeconds(20), () -> !Files.exists(Path.of(lines.get(1)))))
                .as("the folder is gone")
                .isTrue();
    }

    @Test
    void closedStageLeavesNothing() throws Exception {
        Stage stage = Stage.open();
        Child sleeper = stage.start("sleeper", List.of("sleep", "600"), Map.of());
        assertThat(sleeper.isAlive()).isTrue();

        stage.close();
        stage.close();

        assertThat(sleeper.isAlive()).isFalse();
        assertThat(stage.folder()).doesNotExist();
    }

    /** A demo that nobody will stop properly. */
    static final class Abandoned {
        private Abandoned() {}

        public static void main(String[] arguments) throws Exception {
            Stage stage = Stage.open();
            Child sleeper = stage.start("sleeper", List.of("sleep", "600"), Map.of());
            Files.writeString(Path.of(arguments[0]), sleeper.pid() + "\n" + stage.folder() + "\n");
            new CountDownLatch(1).await();
        }
    }
}
