package dev.operable.samples.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.UpToDate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LinksFilesTest {
    @Test
    @Timeout(60)
    void theExampleOfTheEnvironmentIsUpToDate() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Links.class.getName());
        builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "LANG", "TMPDIR"));
        builder.environment().put("OPS_MODE", "env");
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String example = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        UpToDate.file(Path.of(".env.example"), example);
    }
}
