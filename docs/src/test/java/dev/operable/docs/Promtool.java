package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Prometheus' tool for its own files, named by the system property {@code operable.promtool.bin}, else {@code promtool} on
 * the PATH. Without one the test that asks is skipped, or fails where {@code operable.require} contains {@code promtool}.
 */
final class Promtool {
    private Promtool() {}

    /** What it prints, run in a directory. */
    static String run(Path in, String... arguments) throws Exception {
        String tool = System.getProperty("operable.promtool.bin", "promtool");
        ProcessBuilder builder = new ProcessBuilder(tool).directory(in.toFile()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            boolean required = List.of(
                            System.getProperty("operable.require", "").split(",", -1))
                    .contains("promtool");
            assertThat(required)
                    .as("promtool is required, and %s", missing.getMessage())
                    .isFalse();
            assumeThat(false)
                    .as("There is no promtool: %s", missing.getMessage())
                    .isTrue();
            throw missing;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
