package dev.operable.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLogTest {
    @TempDir
    Path folder;

    private Path file;
    private ProcessLog log;

    @BeforeEach
    void open() {
        file = folder.resolve("x.log");
        log = new ProcessLog(file);
    }

    @Test
    void latestEventWins() throws IOException {
        Files.writeString(file, """
                {"message":"listening","url":"http://127.0.0.1:1"}
                {"message":"other","url":"http://127.0.0.1:9"}
                {"message":"listening","url":"http://127.0.0.1:2"}
                {"message":"listening"}
                """);
        assertThat(log.latest("listening", "url")).contains("http://127.0.0.1:2");
        assertThat(log.latest("admin endpoints", "url")).isEmpty();
        assertThat(log.firstOddLine()).isEmpty();
    }

    @Test
    void lineThatIsNotOneObjectIsFound() throws IOException {
        Files.writeString(file, "{\"a\":1}\n{\"a\":1} {\"b\":2}\n");
        assertThat(log.firstOddLine()).contains("{\"a\":1} {\"b\":2}");
        Files.writeString(file, "{\"a\":1}\n[1]\n");
        assertThat(log.firstOddLine()).contains("[1]");
        Files.writeString(file, "{\"a\":1}\n\n{\"a\":1}\n");
        assertThat(log.firstOddLine()).contains("");
        Files.writeString(file, "Picked up something\n");
        assertThat(log.firstOddLine()).contains("Picked up something");
    }

    @Test
    void lineThatIsStillBeingWrittenDoesNotCount() throws IOException {
        assertThat(log.isEmpty()).as("before the file is there").isTrue();
        Files.writeString(file, "{\"a\":\"\u2028\"}\n{\"a\":");
        assertThat(log.firstOddLine()).isEmpty();
        assertThat(log.events()).hasSize(1);
    }
}
