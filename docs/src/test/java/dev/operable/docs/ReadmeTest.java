package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.Doc;
import dev.operable.config.ListenAddress;
import dev.operable.devkit.UpToDate;
import dev.operable.starter.Ops;
import dev.operable.starter.OpsBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever copies a snippet of the README gets what the README says. */
class ReadmeTest {
    private static final String PAGE = "README.md";
    private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");

    private static final Pattern VARIABLE = Pattern.compile("`([A-Z]+_[A-Z_]+|LISTEN)`(?=[^\\n]*\\|)");
    private static final Pattern READ = Pattern.compile("(?m)^#?([A-Z][A-Z_]*)=");

    private static final Pattern LINK = Pattern.compile("]\\(([^):]+)\\)");

    private final HttpClient http = HttpClient.newBuilder().build();

    @TempDir
    Path directory;

    @Test
    void the_services_of_the_readme_find_each_other() throws Exception {
        Map<String, String> environment = Map.of(
                "OPS_DEVKIT_DIR",
                directory.resolve("devkit").toString(),
                "LISTEN",
                "127.0.0.1:0",
                "OPS_STOP_LINGER",
                "0s");
        Path plain = Files.createDirectory(directory.resolve("plain"));
        Path spring = Files.createDirectory(directory.resolve("spring"));

        try (RunningSnippet hello = RunningSnippet.start(
                Snippet.of(PAGE, "plain"), "com.example.Hello", ReadmeTest::plain, plain, environment)) {
            URI admin = url(hello.await(line -> line.contains("\"admin endpoints\"")));
            URI listening = url(hello.await(line -> line.contains("\"listening\"")));

            assertThat(get(listening)).isEqualTo("hello");
            assertThat(get(listening.resolve("/self-check"))).contains("everything is well");
            assertThat(get(admin.resolve("/metrics"))).contains("jvm_memory_used_bytes");

            try (RunningSnippet greeter = RunningSnippet.start(
                    Snippet.of(PAGE, "spring"), "com.example.Greeter", ReadmeTest::spring, spring, environment)) {
                URI greeting = url(greeter.await(line -> line.contains("\"listening\"")));

                // A call has three seconds, of which a busy machine takes some to load what the first one needs.
                assertThat(answerSoon(greeting.resolve("/greet"), "hello")).isEqualTo("hello");
                assertThat(get(greeting.resolve("/self-check"))).contains("everything is well");
            }
        }
    }

    @Test
    void the_calls_of_the_readme_compile() throws IOException {
        String body = Snippet.of(PAGE, "ops").text();
        String source = """
            import dev.operable.rpc.RpcClient;
            import dev.operable.starter.Ops;
            class Calls {
                record HitCount(long value) {}
                void calls(Ops ops, String code, String eventId) {
            %s
                }
            }
            """.formatted(body);

        RunningSnippet.compile(source, "Calls", ReadmeTest::plain, directory);
    }

    /** What {@code ops-starter} brings, and the devkit, which a developer has on the class path. */
    private static boolean plain(String jar) {
        String name = Path.of(jar).getFileName().toString();
        return !name.contains("spring") && !name.contains("tomcat") && !name.contains("archunit");
    }

    private static boolean spring(String jar) {
        return !jar.contains("ops-starter") && !jar.contains("archunit") && !jar.contains("junit");
    }

    @Test
    void the_table_of_variables_is_whole() throws IOException {
        Set<String> told = matches(VARIABLE, Files.readString(Path.of("..", PAGE)));
        Set<String> read = matches(READ, everyService().example());

        assertThat(read).as("what a service reads").hasSizeGreaterThan(20);
        assertThat(told).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void the_page_of_variables_is_up_to_date() {
        UpToDate.section(
                Path.of("..", "docs", "variables.md"),
                "variables",
                everyService().table());
    }

    /** What every service with a database reads, and where it listens, which is its own to declare. */
    private static OpsBuilder everyService() {
        record Listening(
                @Doc("Where the service answers; the service says what it is by default.")
                Optional<ListenAddress> listen) {}

        return Ops.service("example").settings(Listening.class).database();
    }

    @Test
    void every_link_leads_somewhere() throws IOException {
        Set<String> links = matches(LINK, Files.readString(Path.of("..", PAGE)));

        assertThat(links).hasSizeGreaterThan(10);
        assertThat(links).allSatisfy(link -> assertThat(Path.of("..", link)).exists());
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    /** The answer that is wanted, or the last one of twenty seconds. */
    private String answerSoon(URI uri, String wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String answer = get(uri);
        while (!answer.equals(wanted) && System.nanoTime() < end) {
            answer = get(uri);
        }
        return answer;
    }

    private String get(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static URI url(String line) {
        Matcher url = URL.matcher(line);
        assertThat(url.find()).as(line).isTrue();
        return URI.create(url.group(1));
    }
}
