package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.operable.rpc.SimulatedServer.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * The whole policy in simulated services: every scenario on 20 seeds, and with the mechanism off that it needs. What was
 * measured stands in docs/rpc-policy.md; {@code -Doperable.write=true} writes it anew.
 */
class SimulationTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.operable.rpc");
    private static final Path PAGE = Path.of("..", "docs", "rpc-policy.md");
    private static final Map<String, String> ROWS = new ConcurrentSkipListMap<>();

    static List<Scenario> scenarios() {
        return SimulatedScenarios.all();
    }

    /** Thousands of ejections, each of them a warning. */
    @BeforeAll
    static void quiet() {
        LOG.setLevel(Level.ERROR);
    }

    @AfterAll
    static void write() throws IOException {
        LOG.setLevel(null);
        if (Boolean.getBoolean("operable.write") && ROWS.size() == scenarios().size()) {
            String page = Files.readString(PAGE);
            for (Map.Entry<String, String> row : ROWS.entrySet()) {
                page = page.lines()
                        .map(line -> line.startsWith("| " + row.getKey() + " |") ? row.getValue() : line)
                        .collect(Collectors.joining("\n", "", "\n"));
            }
            Files.writeString(PAGE, page);
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everySeedKeepsTheLimitsAndNoneDoesWithoutTheMechanism(Scenario scenario) {
        List<double[]> measured = Scenario.measured(scenario.run(), Scenario.SEEDS);
        assertThat(scenario.broken(measured)).isEmpty();

        List<double[]> ablated = Scenario.measured(scenario.ablated(), Scenario.SEEDS_OF_ABLATIONS);
        assertThat(scenario.kept(ablated))
                .as("seeds that keep the limits without %s: %s", scenario.ablation(), scenario.best(ablated))
                .isZero();

        ROWS.put(
                scenario.name(),
                beginning(scenario) + " " + scenario.worst(measured) + " | " + scenario.ablation() + " | "
                        + scenario.best(ablated) + " |");
    }

    /** What does not depend on chance; the rest of a row differs from one processor to another. */
    @Test
    void thePageNamesEachScenarioAndItsLimits() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(scenarios()).allSatisfy(scenario -> assertThat(page)
                .contains("\n" + beginning(scenario))
                .contains("| " + scenario.ablation() + " |"));
    }

    private static String beginning(Scenario scenario) {
        return "| " + scenario.name() + " | "
                + scenario.limits().stream().map(Scenario.Limit::toString).collect(Collectors.joining(", ")) + " |";
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SimulatedService service = new SimulatedService(RpcOptions.defaults(), 3);
            service.servers(1, 2, 3);
            service.at(2, () -> service.server(1).mode(Mode.SILENT));
            service.load(200, 10);
            service.run();
            runs.add(service.requests() + " " + service.calls.percentile(99.9, 0, 10) + " " + service.calls);
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }
}
