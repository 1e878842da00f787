package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server. */
class RedisCheckTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void aServerThatAnswersPassesAndOneThatWasKilledFails() throws Exception {
        try (RedisServer redis = new RedisServer(folder)) {
            HealthCheck check = HealthChecks.redis(URI.create("redis://127.0.0.1:" + redis.port + "/3"))
                    .within(LONG);

            assertThat(check.run()).isEqualTo(CheckResult.pass());
            redis.kill();
            assertThat(check.run().reason())
                    .startsWith("Redis at 127.0.0.1:" + redis.port + ": it refuses connections");
        }
    }

    @Test
    void aPasswordIsNeededTakenAndRefused() throws Exception {
        try (RedisServer redis = new RedisServer(folder, "--requirepass", "p@ss")) {
            assertThat(reason(redis, "")).contains("answers PING with NOAUTH Authentication required.");
            assertThat(reason(redis, ":p%40ss@")).isEmpty();
            assertThat(reason(redis, "p%40ss@"))
                    .as("a word alone is the password")
                    .isEmpty();
            assertThat(reason(redis, "default:p%40ss@")).isEmpty();
            assertThat(reason(redis, "default:wrong@"))
                    .contains("refuses AUTH: WRONGPASS")
                    .doesNotContain("wrong@");
        }
    }

    @Test
    void overTlsItIsTrustedByItsAuthorityOnly() throws Exception {
        Certificates certificates = Certificates.made(folder, 1, 400);
        List<String> parts = List.of(Files.readString(certificates.pem()).split("(?=-----BEGIN CERT)", -1));
        Path key = Files.writeString(folder.resolve("key.pem"), parts.get(0));
        Path certificate = Files.writeString(folder.resolve("certificate.pem"), parts.get(1));
        try (RedisServer redis = new RedisServer(
                folder,
                "--tls-port",
                "PORT",
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-auth-clients",
                "no")) {
            URI uri = URI.create("rediss://localhost:" + redis.port);

            assertThat(HealthChecks.redis(uri, certificates.tls()).within(LONG).run())
                    .isEqualTo(CheckResult.pass());
            assertThat(HealthChecks.redis(uri).within(LONG).run().reason()).contains("certification path");
        }
    }

    private static String reason(RedisServer redis, String login) throws Exception {
        return HealthChecks.redis(URI.create("redis://" + login + "127.0.0.1:" + redis.port))
                .within(LONG)
                .run()
                .reason();
    }
}
