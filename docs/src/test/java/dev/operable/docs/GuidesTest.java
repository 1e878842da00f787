package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the guides compiles as it stands, given what its text says is there. */
final class GuidesTest {
    private static final Map<String, String> GIVEN = Map.of(
            "docs/http.md parts",
            "com.sun.net.httpserver.HttpServer server, com.sun.net.httpserver.HttpHandler handler,"
                    + " MeterRegistry registry, Executor threads",
            "docs/http.md current",
            "Audit audit",
            "docs/http.md threads",
            "Order order, RequestContext request, CompletableFuture<Integer> price",
            "docs/logging.md redaction",
            "",
            "docs/metrics.md registry",
            "Object config");

    @TempDir
    Path directory;

    @Test
    void theSnippetsCompile() throws IOException {
        for (String page : List.of("docs/http.md", "docs/logging.md", "docs/metrics.md")) {
            for (Snippet snippet : Snippet.of(page)) {
                String given = GIVEN.get(page + " " + snippet.name());
                assertThat(given)
                        .as("%s has a snippet %s", page, snippet.name())
                        .isNotNull();
                Path folder = Files.createDirectory(directory.resolve(snippet.name()));

                RunningSnippet.compile(source(given, snippet.text()), "Guide", jar -> true, folder);
            }
        }
    }

    /** The imports that a reader's editor adds, and types that the texts speak of. */
    private static String source(String given, String body) {
        String servlet = body.contains("IncomingServletFilter") ? "import jakarta.servlet.Filter;\n" : "";
        return servlet + """
                import dev.operable.core.Redaction;
                import dev.operable.core.http.*;
                import dev.operable.starter.Ops;
                import io.micrometer.core.instrument.Clock;
                import io.micrometer.core.instrument.MeterRegistry;
                import java.util.concurrent.*;
                import java.util.regex.Pattern;

                abstract class Guide {
                    record Order(String id) {}
                    interface Audit { void record(String request, String caller); }
                    static class InfluxMeterRegistry extends io.micrometer.core.instrument.simple.SimpleMeterRegistry {
                        InfluxMeterRegistry(Object config, Clock clock) {}
                    }
                    /** Java 17 has no virtual threads yet. */
                    static class Thread {
                        static void startVirtualThread(Runnable work) {}
                    }
                    abstract void notify(Order order);
                    abstract Integer offer(Integer price);
                    void guide(%s) throws Exception {
                %s
                    }
                }
                """.formatted(given, body);
    }
}
