package dev.operable.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A start that is told to end, hangs or fails, step by step, as the process supervisor and Consul see it. */
class StartProcessTest {
    private static final int SIGTERM = 128 + 15;
    private static final Duration BOUND = Duration.ofSeconds(20);
    /** What a stop closes, in the order of the start; the log and the errors come after the timeline is written. */
    private static final List<String> PARTS =
            List.of("settings", "metrics", "database", "checks", "admin endpoints", "catalog", "calls");

    @TempDir
    Path directory;

    // Without the vetoes of the conductor, of the next step, of listening and of the registration, those from "admin
    // endpoints" to "own code" register.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "log",
                "errors",
                "settings",
                "metrics",
                "database",
                "migrations",
                "checks",
                "admin endpoints",
                "catalog",
                "calls",
                "own code",
                "announcement"
            })
    void who_is_told_to_end_at_a_step_of_the_start_never_registers_and_closes_what_was_started(String step)
            throws Exception {
        try (RecordingAgent agent = RecordingAgent.start()) {
            ServiceProcess run = start(step, Map.of("CONSUL_HTTP_ADDR", agent.address()));
            run.awaitFile(mark());

            run.process().destroy();

            assertThat(run.await(BOUND)).isEqualTo(SIGTERM);
            assertThat(agent.registrations()).isEmpty();
            assertThat(closed(run)).containsAll(startedBefore(step));
            assertThat(run.lines()).noneMatch(line -> line.contains("\"ERROR\""));
        }
    }

    @Test
    void who_is_told_to_end_when_it_listens_registers_and_deregisters() throws Exception {
        try (RecordingAgent agent = RecordingAgent.start()) {
            ServiceProcess run = start("listening", Map.of("CONSUL_HTTP_ADDR", agent.address()));
            run.awaitFile(mark());
            Eventually.get(BOUND, () -> assertThat(agent.registrations()).isNotEmpty());

            run.process().destroy();

            assertThat(run.await(BOUND)).isEqualTo(SIGTERM);
            assertThat(agent.deregistrations()).isNotEmpty();
        }
    }

    // Without a bound for the step that goes on, the supervisor has to kill the process.
    @Test
    void who_is_told_to_end_while_a_step_hangs_ends_nevertheless() throws Exception {
        ServiceProcess run = start("migrations", Map.of("THEN", "hang", "OPS_DISCOVERY", "off"));
        run.awaitFile(mark());

        run.process().destroy();

        assertThat(run.await(BOUND)).isEqualTo(SIGTERM);
        assertThat(closed(run)).containsAll(startedBefore("migrations"));
    }

    // Without the budget of the step the process stays, neither started nor ended.
    @Test
    void a_step_that_hangs_ends_the_start_and_the_process_and_shows_where_it_hangs() throws Exception {
        try (RecordingAgent agent = RecordingAgent.start()) {
            ServiceProcess run = start("admin endpoints", Map.of("THEN", "hang", "CONSUL_HTTP_ADDR", agent.address()));

            assertThat(run.await(Duration.ofSeconds(60))).isEqualTo(1);
            assertThat(agent.registrations()).isEmpty();
            assertThat(closed(run)).containsAll(startedBefore("admin endpoints"));
            JsonNode error = error(run);
            assertThat(error.path("step").stringValue()).isEqualTo("admin endpoints");
            assertThat(error.path("stack_trace").stringValue())
                    .contains(
                            "The start of stepwise hangs at its step \"admin endpoints\", which may take 10s. It needs"
                                    + " this machine alone: see whether its processors or its disk are busy.")
                    .contains("The thread ops-start was here.", "Stepwise.reached");
        }
    }

    @Test
    void a_step_that_fails_ends_the_process_and_names_the_step_the_address_and_the_fix() throws Exception {
        try (RecordingAgent agent = RecordingAgent.start();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            ServiceProcess run = start("none", Map.of("OPS_LISTEN", address, "CONSUL_HTTP_ADDR", agent.address()));

            assertThat(run.await(BOUND)).isEqualTo(1);
            assertThat(agent.registrations()).isEmpty();
            assertThat(closed(run)).containsAll(startedBefore("admin endpoints"));
            assertThat(error(run).path("stack_trace").stringValue())
                    .contains("The start of stepwise failed at its step \"admin endpoints\". The admin endpoints cannot"
                            + " listen on " + address + ": Address already in use. Set OPS_LISTEN to a free address, or"
                            + " to port 0 for any free port.");
        }
    }

    private Path mark() {
        return directory.resolve("mark");
    }

    private ServiceProcess start(String step, Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        // Told, and not asked: the announcement does not have to wait for a server that is stopped meanwhile.
        all.put("OPS_CONSUL_CHECK", "ttl");
        all.put("AT", step);
        all.put("MARK", mark().toString());
        all.put("GREETER_DB", directory.resolve("stepwise.db").toString());
        return ServiceProcess.start(Stepwise.class, directory, all);
    }

    private static List<String> startedBefore(String step) {
        int reached = step.equals("migrations") ? PARTS.indexOf("checks") : PARTS.indexOf(step);
        boolean early = step.equals("log") || step.equals("errors");
        return early ? List.of() : reached < 0 ? PARTS : PARTS.subList(0, reached);
    }

    /** The parts that the timeline says are closed. */
    private static List<String> closed(ServiceProcess run) throws IOException {
        String timeline = run.events().stream()
                .map(event -> event.path("timeline").asString(""))
                .reduce("", String::concat);
        return PARTS.stream()
                .filter(part -> timeline.contains("CANCEL " + part + ": done"))
                .toList();
    }

    private static JsonNode error(ServiceProcess run) throws IOException {
        return run.events().stream()
                .filter(event -> event.path("message").asString("").equals("The service did not start."))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing was said of the failed start"));
    }
}
