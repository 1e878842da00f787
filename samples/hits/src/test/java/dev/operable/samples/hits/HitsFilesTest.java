package dev.operable.samples.hits;

import dev.operable.devkit.UpToDate;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HitsFilesTest {
    @Test
    void theExampleOfTheEnvironmentIsUpToDate() {
        UpToDate.file(Path.of(".env.example"), Hits.service("/home/you").example());
    }
}
