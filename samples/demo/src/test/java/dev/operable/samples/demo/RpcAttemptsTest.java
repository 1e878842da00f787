package dev.operable.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpcAttemptsTest {
    private static final Instant KILLED = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void lastAttemptAtTheKilledInstanceCounts() throws IOException {
        ProcessLog log = log(
                event("11:59:59.000Z", "DEBUG", "127.0.0.1:1"),
                event("12:00:00.250Z", "DEBUG", "127.0.0.1:1"),
                event("12:00:07.000Z", "DEBUG", "127.0.0.1:2"));

        assertThat(RpcAttempts.lastAt("127.0.0.1:1", log, KILLED)).isEqualTo(Duration.ofMillis(250));
        assertThat(RpcAttempts.lastAt("127.0.0.1:2", log, KILLED)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void ejectionsAndWhatWasBeforeDoNotCount() throws IOException {
        ProcessLog log =
                log(event("11:59:59.000Z", "DEBUG", "127.0.0.1:1"), event("12:00:09.000Z", "WARN", "127.0.0.1:1"));

        assertThat(RpcAttempts.lastAt("127.0.0.1:1", log, KILLED)).isZero();
    }

    private ProcessLog log(String... events) throws IOException {
        Path file = folder.resolve("links.log");
        Files.writeString(file, String.join("\n", events) + "\n");
        return new ProcessLog(file);
    }

    private static String event(String time, String level, String address) {
        return """
                {"@timestamp":"2026-01-01T%s","level":"%s","logger":"dev.operable.rpc","instance":"links-1","peer_instance":"%s"}\
                """.formatted(time, level, address);
    }
}
