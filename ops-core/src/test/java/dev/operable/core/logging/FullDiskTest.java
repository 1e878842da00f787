package dev.operable.core.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A log file on a disk that fills up, for real, and gets room again. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
final class FullDiskTest {
    private static final Pattern DROPPED = Pattern.compile("audit\\.log=(\\d+)");

    @TempDir
    Path directory;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void makeFolder() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", "-l", disk.toString())).isZero();
        }
    }

    @Test
    void aFullDiskCostsEventsOfThatFileOnlyAndTheyAreCountedAndTold() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk.toString()) == 0;
        assumeThat(mounted).as("this user may mount").isTrue();
        Path ballast = Files.write(disk.resolve("ballast"), new byte[150_000]);
        Path file = disk.resolve("audit.log");

        costsEventsUntil(file, () -> Files.delete(ballast));
    }

    /** Where nobody may mount: a device that is always full, until a file takes its place. */
    @Test
    void aDeviceThatTakesNothingCostsEventsOfThatFileOnly() throws Exception {
        Path file = disk.resolve("audit.log");
        Files.createSymbolicLink(file, Path.of("/dev/full"));

        costsEventsUntil(file, () -> Files.delete(file));
    }

    private void costsEventsUntil(Path file, Repair repair) throws Exception {
        try (Child child = Child.start(directory, Map.of("LOG_STREAMS", "audit=file:" + file + "?size=80kB&keep=1"))) {
            child.tell("app before");
            child.tell("flood 500");
            child.tell("close"); // so that all of it has been tried
            assertThat(dropped(child.tell("app while it is full"))).isPositive();

            repair.run();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!told(file) && System.nanoTime() < deadline) {
                child.tell("audit after");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            child.tell("close");
            long dropped = dropped(child.tell("app after"));
            List<JsonNode> app = child.end();

            assertThat(app.stream().map(event -> event.get("message").asString()))
                    .containsExactly(
                            "before",
                            "The log " + file + " takes no events: they are dropped until it does.",
                            "while it is full",
                            "after");
            assertThat(app.get(1).get("reason").asString()).contains("No space left on device");
            long told = events(file).stream()
                    .filter(event -> event.has("dropped"))
                    .mapToLong(event -> event.get("dropped").asLong())
                    .sum();
            assertThat(told).isEqualTo(dropped);
            assertThat(events(file))
                    .anySatisfy(event -> assertThat(event.has("who")).isTrue());
        }
    }

    private static boolean told(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.readString(file).contains("\"dropped\":");
    }

    /** The half of a line that was torn off stays one line; all others are whole. */
    private static List<JsonNode> events(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.endsWith("}"))
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private static long dropped(String counters) {
        Matcher matcher = DROPPED.matcher(counters);
        assertThat(matcher.find()).as(counters).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @FunctionalInterface
    private interface Repair {
        void run() throws IOException;
    }
}
