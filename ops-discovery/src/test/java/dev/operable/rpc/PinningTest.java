package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * No call keeps the carrier of a virtual thread while it waits; by the JDK's own record of such cases, in a process of the
 * Java 25 of the system property {@code operable.java25.bin}.
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PinningTest {
    /** Seen to fail with one more call, made by a static initialiser on a virtual thread. */
    @Test
    void noCallPinsItsThread(@TempDir Path folder) throws Exception {
        String java = System.getProperty("operable.java25.bin", "none");
        assumeTrue(!java.equals("none"), "NOT CHECKED for pinned threads: there is no Java 25");
        Path said = folder.resolve("said");

        Process process = new ProcessBuilder(
                        java,
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PinnedCalls.class.getName(),
                        folder.resolve("recording.jfr").toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor()).as(() -> read(said)).isZero();
        } finally {
            process.destroyForcibly();
        }

        List<String> lines = Files.readAllLines(said);
        assertThat(lines)
                .as("the record sees a thread that is pinned")
                .anyMatch(line -> line.startsWith("a thread pinned: "));
        assertThat(lines)
                .as("all that waits was waited for")
                .contains("ended: interrupt REJECTED 12", "ended: interrupted reader IOException 12")
                .contains("ended: backoff STATUS 24")
                .anyMatch(line -> line.startsWith("ended: queue ok "))
                .anyMatch(line -> line.startsWith("ended: rate ok "))
                .anyMatch(line -> line.startsWith("ended: blocking ok "))
                .anyMatch(line -> line.startsWith("ended: future ok "))
                .anyMatch(line -> line.startsWith("ended: stream ok "));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("a call pinned: "))
                // Of whatever uses a class first.
                .filteredOn(line -> !line.contains("initialization of") && !line.contains("ClassLoader"))
                .isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
