package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service of the page on the life of a service lives as the page says. */
class LifecycleTest {
    private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");

    @TempDir
    Path directory;

    @Test
    void the_mailer_works_until_it_is_stopped() throws Exception {
        Map<String, String> environment = Map.of(
                "OPS_DEVKIT_DIR", directory.resolve("devkit").toString(),
                "LISTEN", "127.0.0.1:0",
                "OPS_STOP_LINGER", "0s");
        try (RunningSnippet mailer = RunningSnippet.start(
                Snippet.of("docs/lifecycle.md", "mailer"),
                "com.example.Mailer",
                jar -> !jar.contains("spring") && !jar.contains("archunit"),
                directory,
                environment)) {
            assertThat(mailer.await(line -> line.contains("\"message\":\"Started in ")))
                    .contains("\"timeline\":\"begin ", "; admin endpoints ");
            Matcher url = URL.matcher(mailer.await(line -> line.contains("\"listening\"")));
            assertThat(url.find()).isTrue();
            HttpRequest send = HttpRequest.newBuilder(URI.create(url.group(1)).resolve("/send/card"))
                    .build();
            HttpResponse<String> answer = HttpClient.newHttpClient().send(send, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(202);
            mailer.await(line -> line.equals("Sending /send/card"));
        }
    }
}
