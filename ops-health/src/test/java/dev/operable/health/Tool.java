package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program of this machine that some tests need, named by the system property {@code operable.<name>.bin}, else found on
 * the PATH. Without it these tests are skipped, or fail where {@code operable.require} contains what it is part of.
 */
final class Tool {
    private Tool() {}

    static Path of(String partOf, String name, String executable) {
        Optional<Path> found = find(System.getProperty("operable." + name + ".bin", executable));
        if (found.isEmpty()) {
            List<String> required =
                    List.of(System.getProperty("operable.require", "").split(",", -1));
            assertThat(required).as("there is no " + executable).doesNotContain(partOf);
            assumeThat(found).as("There is no " + executable).isPresent();
        }
        return found.orElseThrow();
    }

    private static Optional<Path> find(String program) {
        if (program.contains("/")) {
            return Optional.of(Path.of(program)).filter(Files::isExecutable);
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
