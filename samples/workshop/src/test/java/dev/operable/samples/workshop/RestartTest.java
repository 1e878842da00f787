package dev.operable.samples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devtools starts the application again, in the same process, when a class changes. */
@WithConsul(WithConsul.Kind.EMBEDDED)
class RestartTest {
    private static final Pattern THREADS = Pattern.compile("(?m)^\"(ops-[^\"]+)\" #\\d+");

    /** Of ten idle seconds; the client that uses them takes a pool that refuses work for a fault. */
    private static final String ENDING_BY_THEMSELVES = "\"ops-consul-http-.*";

    @TempDir
    Path folder;

    // Where neither ServiceLifecycle.closed nor the bean factory closes the catalog, both are registered.
    @Test
    void leavesNothingOfTheOneBeforeAndRegistersTheNewOne(ConsulAgent agent) throws Exception {
        Consul consul = new Consul(agent.address());
        Path classes = copyOfTheClasses();
        Map<String, String> environment = Map.of(
                "LISTEN", "127.0.0.1:0",
                "CONSUL_HTTP_ADDR", agent.address().toString(),
                "OPS_STOP_LINGER", "100ms",
                "DATABASE_URL", "jdbc:h2:mem:workshop",
                "SPRING_DEVTOOLS_RESTART_POLLINTERVAL", "300ms",
                "SPRING_DEVTOOLS_RESTART_QUIETPERIOD", "200ms");
        try (WorkshopProcess workshop = WorkshopProcess.start(folder, classes, environment)) {
            URI first = workshop.url(1);
            WorkshopProcess.await("registered", () -> isAt(consul, first));
            assertThat(new Browser(first).get("/").statusCode()).isEqualTo(200);
            Set<String> before = threads(workshop);
            assertThat(before).isNotEmpty();

            Files.setLastModifiedTime(
                    classes.resolve("dev/operable/samples/workshop/Workshop.class"), FileTime.from(Instant.now()));

            URI second = workshop.url(2);
            assertThat(second).isNotEqualTo(first);
            WorkshopProcess.await("registered again, once", () -> isAt(consul, second));
            assertThat(new Browser(second).get("/").statusCode()).isEqualTo(200);
            WorkshopProcess.await(
                    "threads gone", () -> threads(workshop).stream().noneMatch(before::contains));
            WorkshopProcess.await("nothing of the first one is held", () -> workshop.told("GC.class_histogram")
                    .lines()
                    .anyMatch(line -> line.matches(" *\\d+: +1 +\\d+ +dev\\.operable\\.health\\.SelfChecks.*")));
            assertThat(workshop.events("Started Workshop")).hasSize(2);

            workshop.terminate();
            assertThat(workshop.status()).isEqualTo(143);
            assertThat(consul.registered()).isEmpty();
        }
    }

    private static boolean isAt(Consul consul, URI url) throws Exception {
        var registered = consul.registered();
        return registered.size() == 1 && registered.get(0).path("Port").asInt() == url.getPort();
    }

    /** Each with its number, which no other has. */
    private static Set<String> threads(WorkshopProcess workshop) throws IOException {
        return THREADS.matcher(workshop.told("Thread.print"))
                .results()
                .map(MatchResult::group)
                .filter(thread -> !thread.matches(ENDING_BY_THEMSELVES))
                .collect(Collectors.toSet());
    }

    private Path copyOfTheClasses() throws IOException {
        Path from = Path.of("target", "classes");
        Path to = folder.resolve("classes");
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return to;
    }
}
