package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.ConfigException;
import dev.operable.config.Default;
import dev.operable.config.Live;
import dev.operable.config.Secret;
import dev.operable.config.Settings;
import dev.operable.devkit.ConsulAgent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings in the keys of an agent, at the usual times. */
abstract class SettingsScenarios {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String ABSENT_MESSAGE = "is missing";

    record HitsSettings(
            @Default("2s") Duration flushEvery,
            @Default("4") int threads,
            Optional<Secret> password) {}

    record StoreSettings(String bucket) {}

    @TempDir
    private Path folder;

    private Operator operator;
    private Optional<Settings> settings = Optional.empty();
    private Optional<ConsulSource> source = Optional.empty();

    @BeforeEach
    void start(ConsulAgent agent) {
        agent.restartEmpty();
        operator = new Operator(agent.address());
    }

    @AfterEach
    void stop() {
        settings.ifPresent(Settings::close);
        source.ifPresent(ConsulSource::close);
    }

    private ConsulSource open(ConsulAgent agent, boolean needed) {
        source.ifPresent(ConsulSource::close);
        ConsulSettings consul = ConsulSettings.at(agent.address());
        Snapshots snapshots = new Snapshots(folder, "test", agent.address().toString(), Clock.systemUTC());
        ConsulSource opened = ConsulSource.of(consul, "hits", needed, Pace.USUAL, Optional.of(snapshots));
        source = Optional.of(opened);
        return opened;
    }

    private Live<HitsSettings> load(ConsulSource from, Map<String, String> environment) {
        Settings loaded = Settings.of("hits")
                .environment(environment)
                .source(from)
                .bind(HitsSettings.class)
                .load();
        loaded.watch(Duration.ofSeconds(10));
        settings = Optional.of(loaded);
        return loaded.live(HitsSettings.class);
    }

    private String explained() {
        return settings.orElseThrow().explain().toString();
    }

    @Test
    void aKeyOfTheServiceWinsOverOneOfAllServicesAndTheEnvironmentOverBoth(ConsulAgent agent) throws Exception {
        operator.put("config/application/FLUSH_EVERY", "5s");
        operator.put("config/application/THREADS", "6");
        operator.put("config/hits/THREADS", "8");
        operator.put("config/hits/PASSWORD", "s3cret");
        Live<HitsSettings> live = load(open(agent, false), Map.of());
        assertThat(live.get().flushEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(live.get().threads()).isEqualTo(8);
        assertThat(live.get().password().orElseThrow().reveal()).isEqualTo("s3cret");
        assertThat(explained())
                .containsPattern("Consul KV config/hits/THREADS at index \\d+")
                .doesNotContain("s3cret");

        assertThat(load(open(agent, false), Map.of("THREADS", "2")).get().threads())
                .isEqualTo(2);
    }

    @Test
    void aChangeIsInForceWithoutARestartAndAWrongOneKeepsWhatWas(ConsulAgent agent) throws Exception {
        operator.put("config/hits/FLUSH_EVERY", "3s");
        Live<HitsSettings> live = load(open(agent, false), Map.of());
        operator.put("config/hits/FLUSH_EVERY", "4s");
        within(LONG, "the change is in force", () -> live.get().flushEvery().equals(Duration.ofSeconds(4)));

        operator.put("config/hits/FLUSH_EVERY", "fast");
        within(LONG, "the problem shows", () -> !settings.orElseThrow()
                .problems()
                .isEmpty());
        assertThat(live.get().flushEvery()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.orElseThrow().problems().toString())
                .containsPattern("\"fast\" from Consul KV config/hits/FLUSH_EVERY at index \\d+ is not a duration");

        operator.delete("config/hits/FLUSH_EVERY");
        within(LONG, "the default is in force", () -> live.get().flushEvery().equals(Duration.ofSeconds(2)));
        assertThat(settings.orElseThrow().problems()).isEmpty();
    }

    @Test
    void keysThatAreNoVariablesAreToldOnceAndNotRead(ConsulAgent agent) throws Exception {
        operator.put("config/hits/", "");
        operator.put("config/hits/nested/THREADS", "9");
        operator.put("config/hits/no%20name", "9");
        operator.put("config/hits/CONSUL_HTTP_ADDR", "http://elsewhere:1");
        operator.put("config/hits/THREADS", "");
        try (Logged logged = new Logged()) {
            Live<HitsSettings> live = load(open(agent, false), Map.of());
            assertThat(live.get().threads()).isEqualTo(4);
            operator.put("config/hits/THREADS", "3");
            within(LONG, "the change is in force", () -> live.get().threads() == 3);
            assertThat(logged.warnings())
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith("The key config/hits/CONSUL_HTTP_ADDR is not read: it is needed"))
                    .anyMatch(line -> line.startsWith("The key config/hits/nested/THREADS is not read: its name"))
                    .anyMatch(line -> line.startsWith("The key config/hits/no name is not read: its name"));
        }
    }

    @Test
    void aValueOfHalfAMebibyteIsRead(ConsulAgent agent) throws Exception {
        String large = "é".repeat(256 * 1024);
        operator.put("config/hits/BUCKET", large);
        Settings loaded = Settings.of("hits")
                .source(open(agent, false))
                .bind(StoreSettings.class)
                .load();
        assertThat(loaded.get(StoreSettings.class).bucket()).isEqualTo(large);
    }

    @Test
    void aValueThatIsNoTextKeepsTheOldSettingsAndIsNamed(ConsulAgent agent) throws Exception {
        operator.put("config/hits/THREADS", "3");
        ConsulSource opened = open(agent, false);
        Live<HitsSettings> live = load(opened, Map.of());
        operator.put("config/hits/THREADS", new byte[] {(byte) 0xff, '5'});
        within(LONG, "it is told", () -> opened.incomplete().isPresent());
        assertThat(opened.incomplete())
                .contains("The value of config/hits/THREADS in Consul is not text in UTF-8. Write it anew.");
        assertThat(live.get().threads()).isEqualTo(3);
    }

    @Test
    void aStartWithoutConsulUsesWhatWasKeptOnDiskAndFollowsWhenItIsBack(ConsulAgent agent) throws Exception {
        operator.put("config/hits/THREADS", "3");
        load(open(agent, true), Map.of());
        Path file = folder.resolve("settings-hits.json");
        within(LONG, "it is kept", () -> Files.exists(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        stop();

        agent.kill();
        ConsulSource away = open(agent, false);
        Live<HitsSettings> live = load(away, Map.of());
        assertThat(live.get().threads()).isEqualTo(3);
        assertThat(explained()).contains("kept on disk since");
        assertThat(away.incomplete().orElse("")).contains("cannot be reached to read the settings below config/");

        agent.start();
        operator.put("config/hits/THREADS", "5");
        within(LONG, "it is followed again", () -> live.get().threads() == 5);
        within(LONG, "all is well", () -> away.incomplete().isEmpty());
    }

    @Test
    void aStartWithoutConsulNamesItInTheReportOfWhatIsMissing(ConsulAgent agent) {
        agent.kill();
        ConsulSource away = open(agent, false);
        assertThatThrownBy(() -> Settings.of("hits")
                        .source(away)
                        .bind(StoreSettings.class)
                        .load())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(ABSENT_MESSAGE)
                .hasMessageContaining("Consul KV")
                .hasMessageContaining("cannot be reached to read the settings below config/application/");
        // What has a default everywhere starts all the same, unless it says that it needs Consul.
        assertThat(load(away, Map.of()).get().threads()).isEqualTo(4);
        ConsulSource needed = open(agent, true);
        assertThatThrownBy(() -> load(needed, Map.of()))
                .hasMessageContaining("Consul KV")
                .hasMessageContaining("OPS_SETTINGS=consul says that this service needs them.");
    }

    @Test
    void anAgentThatHangsHoldsTheStartUpForTwoSecondsAtMost(ConsulAgent agent) {
        agent.pause();
        try {
            long start = System.nanoTime();
            assertThat(load(open(agent, false), Map.of()).get().threads()).isEqualTo(4);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        } finally {
            agent.resume();
        }
    }

    @Test
    void settingsAreReadAsTheVariablesSay(ConsulAgent agent) throws Exception {
        operator.put("config/links/THREADS", "7");
        String address = agent.address().toString();
        assertThat(opened(Map.of())).isEmpty();
        assertThat(opened(Map.of("CONSUL_HTTP_ADDR", address, "OPS_SETTINGS", "off")))
                .isEmpty();
        assertThat(opened(Map.of("CONSUL_HTTP_ADDR", address, "OPS_DISCOVERY", "static")))
                .isEmpty();
        assertThat(opened(Map.of("CONSUL_HTTP_ADDR", "http://a b", "OPS_SETTINGS", "consul")))
                .isEmpty();
        for (Map<String, String> variables : List.of(
                Map.of("CONSUL_HTTP_ADDR", address, "SERVICE_NAME", "links", "OPS_LISTEN", ":0"),
                Map.of(
                        "CONSUL_HTTP_ADDR",
                        address,
                        "SERVICE_NAME",
                        "links",
                        "OPS_DISCOVERY",
                        "off",
                        "OPS_SETTINGS",
                        "consul"))) {
            try (ConsulSource opened = opened(variables).orElseThrow()) {
                assertThat(opened.values()).containsOnlyKeys("THREADS");
            }
        }
    }

    private static Optional<ConsulSource> opened(Map<String, String> environment) {
        return ConsulSource.open(Settings.of("hits").environment(environment), "hits", "test");
    }
}
